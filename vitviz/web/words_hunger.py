"""What the panel Data hunger says. {places} are filled in the browser."""

from vitviz.text import Words
from vitviz.web.words_common import common


def hunger(_: Words) -> dict[str, str]:
    """The words of `views/versus/hunger.js`."""
    return common(_) | _panel(_) | _arms(_) | _table(_) | _models(_)


def _panel(_: Words) -> dict[str, str]:
    return {
        "title": _("Data hunger"),
        "lead": _(
            "Small networks trained from scratch on ever smaller shares of the same photos, and a "
            "pretrained ViT beside them: how often is each right on photos that it has never seen?"
        ),
        "definition": _("How it was measured, and what it does not show"),
        "is": _(
            "Three networks start from scratch, with about 0.3 million parameters each, and read "
            "32 × 32 pixels. At every share each sees {seen} pictures, crops and mirror images of "
            "those photos, with the same recipe; a smaller share is seen more often. What counts "
            "is the network after its last step, top-1 on {validation} photos of {classes} "
            "classes. Of the pretrained ViT, which stays as it is and reads 112 × 112 pixels, one "
            "linear layer learns from the share. Naming always the largest class would be right "
            "on {largest}."
        ),
        "is_not": _(
            "One recipe for all, not the best one for each: another optimizer, more steps or "
            "stronger augmentation move every curve. The linear probe is not in the same race: its "
            "ViT has 70 times as many parameters and learned from 142 million other pictures "
            "before, so it shows what pretraining saves, not what the architecture needs. It is "
            "the ViT of this app before it was fine-tuned on all of these photos and labels."
        ),
        "across": _("share of the training photos"),
        "up": _("top-1 accuracy"),
        "label": _("Accuracy against the share of the training photos, a curve for each network"),
        "empty": _("No run has ended yet."),
        "here": _("{arm}, {share} of the photos, seed {seed}: {value}"),
        "invite": _("Point at a dot for its run."),
        "legend": _(
            "A dot is a run with a seed of its own; the line joins the means of the seeds, the bar "
            "goes from the lowest to the highest."
        ),
    }


def _arms(_: Words) -> dict[str, str]:
    return {
        "arm_cnn": _("Plain CNN"),
        "arm_cnn_tip": _("Six convolutions of 3 × 3 with BatchNorm, in three stages."),
        "arm_vit": _("Plain ViT"),
        "arm_vit_tip": _(
            "Patches of 4 × 4 pixels, 4 layers of 4 heads, 96 numbers a token, class token, "
            "learned position embedding."
        ),
        "arm_stem_vit": _("ViT with a convolutional stem"),
        "arm_stem_vit_tip": _(
            "The same ViT with two convolutions of stride 2 in place of the patch embedding."
        ),
        "arm_probe": _("Pretrained ViT, linear probe"),
        "arm_probe_tip": _(
            "ViT-S/14, pretrained without labels (DINOv2) and then for saliency. It stays as it "
            "is; one linear layer on its class token and the mean of its patches learns. Of all "
            "photos the seeds have nothing to draw, so they agree."
        ),
    }


def _table(_: Words) -> dict[str, str]:
    return {
        "network": _("Network"),
        "share_photos": _("{count} photos"),
        "parameters": _("{count} parameters"),
        "spread": _("{low} to {high}"),
        "seeds": _("{count} seeds"),
        "one": _("1 seed"),
        "missing": _("not run yet"),
        "gap": _("Plain CNN less plain ViT"),
        "gap_tip": _("Percentage points, mean over the seeds that both have run."),
        "points": _("{points} points"),
        "still": _("{done} of {total} runs have ended; the others have no dot yet."),
        "single": _("A figure of one seed has no spread, so small differences mean nothing."),
        "all_ended": _("All {total} runs have ended."),
        "interval": _(
            "The validation photos alone leave ± {points} percentage points (95%) on a figure of "
            "{share}."
        ),
        "published": _("Published, for comparison"),
        "published_text": _(
            "CIFAR-10 at 10, 25, 50 and 100% of the data: ResNet-18 63, 72, 79, 82%; ViT-Tiny 45, "
            "55, 65, 73%. Other photos, 10 classes instead of {classes}, larger networks, another "
            "recipe: compare the order and the gap, not the numbers."
        ),
    }


def _models(_: Words) -> dict[str, str]:
    return {
        "models": _("Open the trained ViTs with this photo"),
        "models_text": _(
            "What the amount of data did to the heads and to the position embedding: the same "
            "photo in the plain ViT of each share."
        ),
        "model": _("{share} of the photos"),
        "heads": _("Heads"),
        "positions": _("Position embedding"),
        "no_models": _("The trained ViTs will open here when their runs have ended."),
    }
