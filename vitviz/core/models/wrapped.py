"""A module of one's own, with the few things by which timm's modules are asked.

What a head reads is found by running the module itself with its last tokens exchanged, so nothing
is assumed of names: transformers' ViT, DeiT, DINOv2 and CLIP towers and a module written by hand
differ in all of them.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

import torch
from torch import Tensor, nn

from vitviz.core.attention.tap import AttentionCall, AttentionTap, unwatched
from vitviz.core.models.architecture import Size, failed, refusal
from vitviz.core.models.entrances import entrance_of
from vitviz.core.models.watched import FAILURES

# Names of learned tokens, in transformers and elsewhere.
_CLASS = ("cls_token", "class_token", "class_embedding")
_DISTILLATION = ("distillation_token", "dist_token")
_REGISTERS = ("register_tokens", "reg_token")
_LOGITS, _TOKENS = "logits", "last_hidden_state"
# What transformers' models return, what is read furthest on first.
_RETURNED = (_LOGITS, "image_embeds", "pooler_output", _TOKENS)


class Wrapped(nn.Module):
    """A module that takes pixels (1, 3, height, width) of one size.

    What it returns are logits (a tensor, or `logits` of an object or a mapping), or one vector for
    the picture (`image_embeds`, `pooler_output`), or its last tokens alone (`last_hidden_state`, or
    a tensor of three axes): classes have the first only. Of several things the first counts.
    `num_classes`, `embed_dim`, `patch` (height, width) and `entrance_name` are as they were found.
    Raises ModelError and ArgumentError as `entrance_of`, and ModelError: "no_fused_call" without a
    fused call, "no_patch_grid" where no layer makes tokens, "pass_failed" where it does not take
    the pixels, "no_memory" where there is no room for it.
    """

    def __init__(self, model: nn.Module, pixels: Tensor, patch: Size | None = None) -> None:
        super().__init__()
        self.model = model
        self.size = (pixels.shape[2], pixels.shape[3])
        name, self.patch = entrance_of(model, pixels, patch)
        self.entrance_name = f"model.{name}"
        self.last, width, said = _last_tokens(model, pixels)
        self.embed_dim = self.num_features = width
        self.num_classes = said[1].shape[-1] if said[0] == _LOGITS else 0

    def forward(self, pixels: Tensor) -> Tensor:
        """Return what the module says of the pixels, as one tensor."""
        return _said(self.model(pixels))[1]

    def forward_features(self, pixels: Tensor) -> Tensor:
        """Return the last tokens that are made in a pass, (1, tokens, dim); it ends with them."""
        found: list[Tensor] = []

        def stop(_module: nn.Module, _given: object, output: object) -> None:
            found.append(_first(output))
            raise _Made

        with suppress(_Made), _hooked(self.model, self.last, stop):
            self.model(pixels)
        return found[-1]

    def forward_head(self, features: Tensor, pre_logits: bool = False) -> Tensor:
        """Return what the module says with these tokens in the place of its last ones.

        Taps see what comes after them alone, such as a pool. `pre_logits`: what one last linear
        layer reads, where that layer alone makes the logits. Raises NotImplementedError where it
        returns the tokens themselves: then nothing reads them.
        """
        pixels = features.new_zeros(1, 3, *self.size)
        read: list[Tensor] = []

        def keep(_module: nn.Module, given: tuple[Tensor, ...], output: Tensor) -> None:
            read[:] = given[0], output

        with ExitStack() as before, ExitStack() as after:
            before.enter_context(unwatched())
            classifier = self.get_classifier()
            if pre_logits and isinstance(classifier, nn.Linear):
                after.callback(classifier.register_forward_hook(keep).remove)

            def exchange(_module: nn.Module, _given: object, output: Any) -> Any:  # noqa: ANN401
                before.close()
                return (features, *output[1:]) if isinstance(output, tuple) else features

            with _hooked(self.model, self.last, exchange):
                name, said = _said(self.model(pixels))
        if name == _TOKENS:
            raise NotImplementedError
        whole = bool(read) and read[1].shape == said.shape and torch.equal(read[1], said)
        return read[0] if whole else said

    def get_classifier(self) -> nn.Module:
        """Return the last linear layer that has as many outputs as there are classes."""
        layers = [part for part in self.model.modules() if isinstance(part, nn.Linear)]
        fit = [
            part for part in layers if self.num_classes and part.out_features == self.num_classes
        ]
        return fit[-1] if fit else nn.Identity()

    @property
    def cls_token(self) -> Tensor | None:
        """The learned class token, (1, 1, dim)."""
        return self._learned(_CLASS)

    @property
    def dist_token(self) -> Tensor | None:
        """The learned distillation token, (1, 1, dim)."""
        return self._learned(_DISTILLATION)

    @property
    def reg_token(self) -> Tensor | None:
        """The learned registers, (1, registers, dim)."""
        return self._learned(_REGISTERS)

    def _learned(self, names: tuple[str, ...]) -> Tensor | None:
        for name, tensor in self.model.named_parameters():
            if name.rsplit(".", 1)[-1] in names:
                return tensor.view(1, -1, self.embed_dim)
        return None


def _said(output: Any) -> tuple[str, Tensor]:  # noqa: ANN401 - whatever the module returns
    if isinstance(output, Tensor) and output.ndim in (2, 3):  # a vector, or one for each token
        return _LOGITS if output.ndim == 2 else _TOKENS, output
    for name in _RETURNED:
        value = output.get(name) if isinstance(output, Mapping) else getattr(output, name, None)
        if isinstance(value, Tensor):
            return name, value
    if isinstance(output, list | tuple) and output:
        return _said(output[0])
    raise TypeError(f"{type(output).__name__} holds none of {_RETURNED}")


def _last_tokens(model: nn.Module, pixels: Tensor) -> tuple[str, int, tuple[str, Tensor]]:
    """The module that gives the last tokens, their width, and what is returned in the end."""
    calls: list[AttentionCall] = []
    made: list[tuple[str, Tensor]] = []
    hooks = [
        part.register_forward_hook(
            lambda _module, _given, output, name=name: made.append((name, _first(output)))
        )
        for name, part in model.named_modules()
        if name
    ]
    try:
        with torch.no_grad(), AttentionTap(calls.append):
            said = _said(model(pixels))
    except FAILURES as error:
        raise failed(model, error) from error
    finally:
        for hook in hooks:
            hook.remove()
    if not calls:
        raise refusal("no_fused_call", model)
    count = calls[-1].keys.shape[2]
    known = [(name, tensor) for name, tensor in made if tensor.ndim == 3]
    fit = [(name, tensor) for name, tensor in known if tensor.shape[:2] == (1, count)]
    if not fit:
        raise refusal("no_patch_grid", model, tokens=count)
    return fit[-1][0], fit[-1][1].shape[2], said


class _Made(BaseException):
    """The last tokens of a pass are made; no module takes this for an error of its own."""


@contextmanager
def _hooked(model: nn.Module, name: str, hook: Callable[..., Any]) -> Iterator[None]:
    handle = model.get_submodule(name).register_forward_hook(hook)
    try:
        yield
    finally:
        handle.remove()


def _first(output: object) -> Tensor:
    # Layers give a tensor, or a tuple that begins with one; what gives something else gives none.
    first = output[0] if type(output) is tuple and output else output
    return first if isinstance(first, Tensor) else torch.empty(0)
