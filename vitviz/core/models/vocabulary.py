"""Two models compared over the labels that both of them know, and 'something else'.

Which classes of the one mean which of the other is told by a Vocabulary; where it comes from for a
pair of models is a matter of `sharing`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Float, Float64
from torch import Tensor

from vitviz.core.assets import MODELS, numbered
from vitviz.core.models.predictions import probabilities
from vitviz.errors import ArgumentError

HALF = 0.5


@dataclass(frozen=True)
class Vocabulary:
    """The shared labels, the last of them 'something else', and what both models' classes mean.

    `labels` and `labels_zh` name the shared labels, in the order of the ViT's classes.
    `vit_meaning[i]` is the index of the shared label that class i of the ViT means, `meaning[j]` of
    the one that class j of the CNN means; several classes may mean one.
    """

    labels: tuple[str, ...]
    labels_zh: tuple[str, ...]
    vit_meaning: tuple[int, ...]
    meaning: tuple[int, ...]

    def __post_init__(self) -> None:
        if len(self.labels) != len(self.labels_zh):
            got = (len(self.labels), len(self.labels_zh))
            raise ArgumentError("broken_invariant", argument="labels_zh", rule="as labels", got=got)
        for argument in ("vit_meaning", "meaning"):
            strange = set(getattr(self, argument)) - set(range(len(self.labels)))
            if strange:
                rule = "indices of labels"
                raise ArgumentError("broken_invariant", argument=argument, rule=rule, got=strange)

    @property
    def other(self) -> int:
        """The index of 'something else', and how many labels are shared."""
        return len(self.labels) - 1

    @property
    def sayable(self) -> tuple[bool, bool]:
        """Whether the ViT has a class that means 'something else', and whether the CNN has."""
        return self.other in self.vit_meaning, self.other in self.meaning

    def cnn_classes(self, vit_class: int) -> tuple[int, ...]:
        """Return the CNN's classes that mean what this one of the ViT means; () if it has none."""
        label = self.vit_meaning[vit_class]
        if label == self.other:
            return ()
        return tuple(index for index, meant in enumerate(self.meaning) if meant == label)


@dataclass(frozen=True, eq=False)
class Comparison:
    """What both models say in the shared labels; each distribution sums to 1.

    The last share is that of 'something else', 0 for a model that has no class for it.
    """

    vit: Float64[np.ndarray, " labels"]
    cnn: Float64[np.ndarray, " labels"]

    def __post_init__(self) -> None:
        fair = all(abs(float(said.sum()) - 1) < 1e-9 for said in (self.vit, self.cnn))
        if self.vit.shape != self.cnn.shape or not fair:
            rule, got = "two distributions over the same labels", (self.vit.shape, self.cnn.shape)
            raise ArgumentError("broken_invariant", argument="comparison", rule=rule, got=got)

    @property
    def known(self) -> float:
        """The CNN's probability, in [0, 1], that the photo shows any of the shared labels."""
        return float(self.cnn[:-1].sum())

    @property
    def vit_known(self) -> float:
        """The ViT's probability of the same, 1 where it must name one of them."""
        return float(self.vit[:-1].sum())

    @property
    def unfamiliar(self) -> bool:
        """Whether the ViT must name a shared label, and the CNN gives them less than one half."""
        return float(self.vit[-1]) == 0 and self.known < HALF

    @property
    def likeliest(self) -> tuple[int, int]:
        """The likeliest shared label of the ViT and of the CNN, 'something else' apart."""
        return int(self.vit[:-1].argmax()), int(self.cnn[:-1].argmax())

    @property
    def agree(self) -> bool:
        """Whether both find the same shared label the likeliest."""
        vit, cnn = self.likeliest
        return vit == cnn


def load_vocabulary(folder: Path = MODELS) -> Vocabulary:
    """Return the vocabulary of the 62 everyday classes and the 1000 of ImageNet-1k.

    From shared-labels.tsv and shared.tsv. Raises ModelError as `assets.numbered` does.
    """
    labels = numbered(folder / "shared-labels.tsv")
    other = len(labels) - 1
    return Vocabulary(
        labels=tuple(row["en"] for row in labels),
        labels_zh=tuple(row["zh"] for row in labels),
        vit_meaning=tuple(range(other)),
        meaning=tuple(int(row["shared"] or other) for row in numbered(folder / "shared.tsv")),
    )


def shared_probabilities(
    cnn_probabilities: Float[np.ndarray, " classes"], vocabulary: Vocabulary
) -> Float64[np.ndarray, " labels"]:
    """Return the CNN's probability of each shared label: the sum over the classes that mean it.

    The last one is what is left for 'something else'. Raises ArgumentError if there are not as
    many probabilities as the vocabulary has classes.
    """
    _require_count(cnn_probabilities.shape, len(vocabulary.meaning), "cnn_probabilities")
    return _gathered(cnn_probabilities, vocabulary.meaning, len(vocabulary.labels))


def vit_shared_probabilities(
    vit_probabilities: Float[np.ndarray, " classes"], vocabulary: Vocabulary
) -> Float64[np.ndarray, " labels"]:
    """Return the ViT's probability of each shared label, as `shared_probabilities` the CNN's."""
    _require_count(vit_probabilities.shape, len(vocabulary.vit_meaning), "vit_probabilities")
    return _gathered(vit_probabilities, vocabulary.vit_meaning, len(vocabulary.labels))


def compare(
    vit_logits: Float[Tensor, " vit_classes"],
    cnn_logits: Float[Tensor, " cnn_classes"],
    vocabulary: Vocabulary,
) -> Comparison:
    """Return what both models say in the shared labels.

    Raises ArgumentError if the models are not the pair that the vocabulary was made for, as far as
    the numbers of their classes tell.
    """
    return Comparison(
        vit=vit_shared_probabilities(probabilities(vit_logits), vocabulary),
        cnn=shared_probabilities(probabilities(cnn_logits), vocabulary),
    )


def _gathered(shares: np.ndarray, meaning: Sequence[int], labels: int) -> np.ndarray:
    return np.bincount(np.asarray(meaning), weights=shares, minlength=labels)


def _require_count(shape: tuple[int, ...], count: int, argument: str) -> None:
    if shape != (count,):
        raise ArgumentError("not_the_pair", argument=argument, rule=f"{count} classes", got=shape)
