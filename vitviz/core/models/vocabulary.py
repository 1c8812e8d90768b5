"""The shared vocabulary: two models compared over the labels that both of them know.

The ViT must answer with one of its 62 classes; the CNN knows 1000, of which some mean one of the
62 (every breed is a dog) and the rest something else. The table that says which is data
(assets/models/shared.tsv, with its reasons in shared.md beside it). A CNN with the ViT's own
classes needs no table: each means itself.
"""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from jaxtyping import Float, Float64
from torch import Tensor

from vitviz.core.assets import MODELS, numbered, read_labels
from vitviz.core.models.predictions import probabilities
from vitviz.errors import ArgumentError

HALF = 0.5
_VIT = "everyday-vit-s14"  # whose classes the labels name


@dataclass(frozen=True)
class Vocabulary:
    """The shared labels, the last of them 'something else', and what the CNN's classes mean.

    `labels` and `labels_zh` name class i of the ViT at index i, and 'something else' at the end.
    `meaning[j]` is the index of the shared label that class j of the CNN means. `vit_labels` and
    `cnn_labels` are the models' own names of their classes, the ViT's some narrower than the shared
    ones: they tell whose classes these are.
    """

    labels: tuple[str, ...]
    labels_zh: tuple[str, ...]
    meaning: tuple[int, ...]
    vit_labels: tuple[str, ...]
    cnn_labels: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(self.labels) != len(self.labels_zh):
            got = (len(self.labels), len(self.labels_zh))
            raise ArgumentError("broken_invariant", argument="labels_zh", rule="as labels", got=got)
        if len(self.vit_labels) != self.other:
            rule, got = "one for each label but the last", len(self.vit_labels)
            raise ArgumentError("broken_invariant", argument="vit_labels", rule=rule, got=got)
        strange = set(self.meaning) - set(range(len(self.labels)))
        if strange:
            rule = "indices of labels"
            raise ArgumentError("broken_invariant", argument="meaning", rule=rule, got=strange)
        if self.cnn_labels and len(self.cnn_labels) != len(self.meaning):
            rule, got = "one for each meaning, or none", len(self.cnn_labels)
            raise ArgumentError("broken_invariant", argument="cnn_labels", rule=rule, got=got)

    @property
    def other(self) -> int:
        """The index of 'something else'."""
        return len(self.labels) - 1

    def is_of(self, labels: tuple[str, ...]) -> bool:
        """Whether a model with these labels is the ViT whose classes it names, one for one."""
        return labels == self.vit_labels

    @property
    def cnn_knows_other(self) -> bool:
        """Whether the CNN can say 'something else'; one with the ViT's classes cannot."""
        return self.other in self.meaning

    def beside(self, labels: tuple[str, ...]) -> "Vocabulary | None":
        """Return what the classes of a CNN with these labels mean; None where nobody knows it."""
        if labels and labels == self.cnn_labels:
            return self
        if self.is_of(labels):
            return replace(self, meaning=tuple(range(self.other)), cnn_labels=labels)
        return None


@dataclass(frozen=True, eq=False)
class Comparison:
    """What both models say in the shared labels; each distribution sums to 1.

    The ViT cannot say 'something else' (the last index), so its share there is 0.
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
        """The CNN's probability, in [0, 1], that the photo shows any thing that the ViT knows."""
        return float(self.cnn[:-1].sum())

    @property
    def unfamiliar(self) -> bool:
        """Whether the CNN gives the shared labels less than one half."""
        return self.known < HALF

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
    """Return the vocabulary of the bundled pair.

    From shared-labels.tsv, shared.tsv and the labels.tsv of the ViT; for another CNN ask `beside`.
    Raises ModelError as `assets.numbered` does.
    """
    labels, classes = numbered(folder / "shared-labels.tsv"), numbered(folder / "shared.tsv")
    other = str(len(labels) - 1)
    return Vocabulary(
        labels=tuple(row["en"] for row in labels),
        labels_zh=tuple(row["zh"] for row in labels),
        meaning=tuple(int(row["shared"] or other) for row in classes),
        vit_labels=read_labels(folder / _VIT / "labels.tsv").en,
        cnn_labels=tuple(row["en"] for row in classes),
    )


def shared_probabilities(
    cnn_probabilities: Float[np.ndarray, " classes"], vocabulary: Vocabulary
) -> Float64[np.ndarray, " labels"]:
    """Return the CNN's probability of each shared label: the sum over the classes that mean it.

    The last one is what is left for 'something else'. Raises ArgumentError if there are not as
    many probabilities as the vocabulary has classes.
    """
    _require_count(cnn_probabilities.shape, len(vocabulary.meaning), "cnn_probabilities")
    return np.bincount(
        np.asarray(vocabulary.meaning),
        weights=cnn_probabilities,
        minlength=len(vocabulary.labels),
    )


def compare(
    vit_logits: Float[Tensor, " vit_classes"],
    cnn_logits: Float[Tensor, " cnn_classes"],
    vocabulary: Vocabulary,
) -> Comparison:
    """Return what both models say in the shared labels.

    Raises ArgumentError if the models are not the pair that the vocabulary was written for, as
    far as the numbers of their classes tell.
    """
    _require_count(tuple(vit_logits.shape), vocabulary.other, "vit_logits")
    return Comparison(
        vit=np.append(probabilities(vit_logits), 0.0),
        cnn=shared_probabilities(probabilities(cnn_logits), vocabulary),
    )


def _require_count(shape: tuple[int, ...], count: int, argument: str) -> None:
    if shape != (count,):
        raise ArgumentError("not_the_pair", argument=argument, rule=f"{count} classes", got=shape)
