"""Attention and its gradient by another way: timm's unfused pass, differentiated by autograd."""

import copy

import torch
from torch import nn
from torch.overrides import TorchFunctionMode

from vitviz.core.models.clones import clone_sharing_weights


class Softmaxes(TorchFunctionMode):
    """Every softmax of a pass, in order, as it goes on into what follows."""

    def __init__(self):
        super().__init__()
        self.found = []

    def __torch_function__(self, func, types, args=(), kwargs=None):
        result = func(*args, **(kwargs or {}))
        if getattr(func, "__name__", "") == "softmax":
            self.found.append(result)
        return result


def without_fused(vit):
    """A copy of the model's module that makes no fused call."""
    module = copy.deepcopy(vit.module)
    for part in module.modules():
        if hasattr(part, "fused_attn"):
            part.fused_attn = False
    return module


def unfused(vit, pixels, target):
    """For each call that was probed: attention and the logit's gradient, (heads, queries, tokens).

    In double precision, from a copy that makes no fused call.
    """
    module = without_fused(vit).double()
    with torch.enable_grad(), Softmaxes() as softmaxes:
        said = module(pixels.detach().double().requires_grad_())
        slopes = torch.autograd.grad(said[0, target], softmaxes.found)
    asked = [call.queries for call in vit.calls]  # None: every token asks
    pairs = [(a[0].detach(), slope[0]) for a, slope in zip(softmaxes.found, slopes, strict=True)]
    if vit.unseen:  # CaiT's talking heads are no calls
        pairs = [pair for pair in pairs if pair[0].shape[1] in asked]
    return pairs


def with_head(vit, change):
    """The model with its last linear layer's tensors replaced by `change` of each."""
    own = clone_sharing_weights(vit)
    last = own.module.get_classifier()
    for head in last if isinstance(last, tuple) else (last,):
        head.weight = nn.Parameter(change(head.weight), False)
        head.bias = nn.Parameter(change(head.bias), False)
    return own
