"""An operator's own model on the disk: timm's smallest ViT with two classes."""

import json
from pathlib import Path

import timm
from safetensors.torch import save_file


def own_model(folder: Path, title: str, **config: object) -> Path:
    """The file `title`, random, with its labels and its architecture beside it, and `config`."""
    path = folder / title
    save_file(timm.create_model("test_vit", num_classes=2).state_dict(), path)
    said = {"architecture": "test_vit", "num_classes": 2, **config}
    path.with_suffix(".json").write_text(json.dumps(said))
    path.with_suffix(".labels.txt").write_text("cat\ndog\n")
    return path
