"""HiResCAM (Draelos and Carin 2020): what each place of a CNN's last map adds to the class.

Grad-CAM multiplies a channel with the mean of its gradient over all places and keeps what is
positive; HiResCAM multiplies every number with its own gradient and keeps the sign. Where the
network ends in a global average and one linear layer the gradient is the same at every place: then
Grad-CAM is exactly the positive part of HiResCAM, and HiResCAM sums to the logit without its bias.
"""

from collections.abc import Sequence

import torch
from jaxtyping import Float
from numpy import ndarray
from torch import Tensor, nn

from vitviz.core.attention.capture import require_one_picture
from vitviz.core.attribution.gradcam import features_and_slopes
from vitviz.core.models.classes import require_head
from vitviz.core.models.load import Cnn


def hirescam(
    cnn: Cnn, pixels: Float[Tensor, "1 3 height width"], target: int | Sequence[int]
) -> Float[ndarray, "rows cols"]:
    """Return sum_k dy/dF_k F_k over the channels k of the last map F: float32, signed, in logits.

    `target` is a class, or several that one label means, as `gradcam` takes it; the map of several
    is the mean of their maps, weighted with their shares in the sum of their probabilities.
    Raises as `gradcam` does.
    """
    require_head(cnn)
    require_one_picture(cnn, pixels)
    with torch.inference_mode(False):
        features, slopes = features_and_slopes(cnn, pixels, target)
        return (slopes.float() * features.float()).sum(dim=0).cpu().numpy()


@torch.no_grad()
def without_bias(
    cnn: Cnn, logits: Float[Tensor, " classes"], target: int | Sequence[int]
) -> float | None:
    """Return what `hirescam` of a global average and a linear head sums to, from the logits alone.

    That is the logit less its bias; of several classes the mean of theirs, weighted with their
    shares in the sum of their probabilities. None for a head that is not one linear layer.
    Raises ModelError("no_head") for a model without classes.
    """
    require_head(cnn)
    last = cnn.module.get_classifier()  # pyright: ignore[reportCallIssue]
    if not isinstance(last, nn.Linear):
        return None
    several = [target] if isinstance(target, int) else list(target)
    bias = torch.zeros_like(logits) if last.bias is None else last.bias
    plain = logits.double() - bias.double()
    return float((logits[several].double().softmax(dim=0) * plain[several]).sum())
