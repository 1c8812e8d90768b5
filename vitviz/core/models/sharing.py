"""Which labels a ViT and a CNN share, told from what is known of their classes.

By WordNet's synset where both have them: two editions of ImageNet share the classes that both have.
Else through a table that says what each class of ImageNet-1k means among the 62 everyday classes
(every breed is a dog); it is data (assets/models/shared.tsv, with its reasons in shared.md beside
it). Else by name, where both call a class the same but for case and spaces. Models that share none
of these have no vocabulary: each speaks in labels of its own.
"""

from collections.abc import Sequence
from functools import cache, lru_cache

from vitviz.core.assets import MODELS, Labels, read_labels
from vitviz.core.models.load import Cnn, Vit
from vitviz.core.models.vocabulary import Vocabulary, load_vocabulary

_VIT = "everyday-vit-s14"  # whose classes the table's labels name
_CNN = "efficientnet-lite0"  # whose classes its rows are: those of ImageNet-1k
_OTHER = ("something else", "其他")
Named = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]  # labels, labels_zh, synsets


def vocabulary_of(vit: Vit | Cnn, cnn: Vit | Cnn) -> Vocabulary | None:
    """Return the labels that both know; None where they share none. Any two models will do."""
    first, second = ((model.labels, model.labels_zh, model.synsets) for model in (vit, cnn))
    return _vocabulary(first, second)


def is_everyday(labels: Sequence[str]) -> bool:
    """Whether these are the 62 everyday classes, one for one."""
    return tuple(labels) == _everyday()


@lru_cache(maxsize=16)  # 22,000 classes take a while, and every page of a pair asks
def _vocabulary(vit: Named, cnn: Named) -> Vocabulary | None:
    if not (vit[0] and cnn[0]):
        return None
    by_synset = _joined(vit[2], cnn[2], vit, cnn)
    if by_synset is not None:
        return by_synset
    if is_everyday(vit[0]) and (cnn[0] == _thousand().en or cnn[2] == _ids()):
        return _table()
    return _joined(_plain(vit[0]), _plain(cnn[0]), vit, cnn)


def _plain(labels: Sequence[str]) -> list[str]:
    return [" ".join(label.split()).casefold() for label in labels]


def _joined(
    of_vit: Sequence[str], of_cnn: Sequence[str], vit: Named, cnn: Named
) -> Vocabulary | None:
    """The vocabulary of what is called the same by both; None where nothing is."""
    both = set(of_vit) & set(of_cnn)
    order = [name for name in dict.fromkeys(of_vit) if name in both]
    if not order:
        return None
    index = {name: at for at, name in enumerate(order)}
    # In the words of the one that has Chinese ones too.
    keys, (labels, chinese, _) = (of_cnn, cnn) if cnn[1] and not vit[1] else (of_vit, vit)
    first = {name: at for at, name in reversed(list(enumerate(keys)))}
    at = [first[name] for name in order]
    english = tuple(labels[place] for place in at)
    return Vocabulary(
        labels=(*english, _OTHER[0]),
        labels_zh=(*(chinese[place] for place in at), _OTHER[1])
        if chinese
        else (*english, _OTHER[1]),
        vit_meaning=tuple(index.get(name, len(order)) for name in of_vit),
        meaning=tuple(index.get(name, len(order)) for name in of_cnn),
    )


@cache
def _everyday() -> tuple[str, ...]:
    return read_labels(MODELS / _VIT / "labels.tsv").en


@cache
def _thousand() -> Labels:
    return read_labels(MODELS / _CNN / "labels.tsv")


@cache
def _ids() -> tuple[str, ...]:
    return tuple(ids[0] for ids in _thousand().wnids)


@cache
def _table() -> Vocabulary:
    return load_vocabulary()
