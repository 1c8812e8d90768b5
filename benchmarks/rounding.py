"""How far the browser's half-precision attention is from float32, over all bundled photos.

python -m benchmarks.rounding
"""

import numpy as np

import vitviz
from vitviz.core.assets import photos
from vitviz.web.payload import attention_of, rounded


def main() -> None:
    """Prints the worst single weight and the mean total variation of a row, at three sizes."""
    vit = vitviz.load("everyday-vit-s14", device="cpu")
    for size in (224, 336, 448):
        worst, total = 0.0, []
        for photo in photos():
            pixels, _ = vitviz.frame(vitviz.decode(photo.path.read_bytes()), vit, (size, size))
            for layer in vitviz.capture(vit, pixels).layers:
                off = np.abs(attention_of(rounded(layer)) - vitviz.attention(layer).numpy())
                worst = max(worst, float(off.max()))
                total.append(float(off.sum(-1).mean()) / 2)
        print(f"{size} px: worst weight {worst:.4f}, mean total variation {np.mean(total):.1e}")


if __name__ == "__main__":
    main()
