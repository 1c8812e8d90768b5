"""What the panel Cost says. {places} are filled in the browser."""

from vitviz.text import Words
from vitviz.web.words_common import common, long_run


def cost(_: Words) -> dict[str, str]:
    """The words of `views/versus/cost.js`."""
    return common(_) | long_run(_) | _panel(_) | _charts(_) | _table(_)


def _panel(_: Words) -> dict[str, str]:
    return {
        "title": _("Cost"),
        "lead": _(
            "What one pass costs, by the number of tokens: MLPs and projections grow with it, "
            "attention with its square unless it stays in windows, a CNN with the pixels. "
            "Multiply-adds are counted; time and memory are measured on this machine when you ask "
            "for it."
        ),
        "run": _("Measure on this machine"),
        "run_about": _("Measuring the cost"),
        "empty": _("Not measured yet on this machine."),
        "definition": _("How it is measured, and what it does not show"),
        "is": _(
            "One picture a pass, from 64 to 1600 patches, the CNN given the same pixels. A model "
            "that is made for one size is opened for each that it is offered in; with several "
            "grids its tokens are those of the finest. "
            "Multiply-adds are those of linear layers, convolutions and the products of "
            "attention, counted on every call of a pass. Each of the three that are measured has "
            "a process of its own with one thread at the lowest priority, so that no visitor "
            "waits for it. Time is that of one processor core, the middle of up to five passes "
            "after a first one. The peak is what the process holds at most "
            "during the first pass beyond what it held before: weights are not in it. The lines "
            "are a + b n + c n² for n tokens, fitted with a, b and c not negative and errors "
            "relative to each cost; the dotted ones are c n² alone. Of fewer than four sizes there "
            "are dots and no lines."
        ),
        "is_not": _(
            "Many cores, a GPU, half precision and batches move every line, and other work on the "
            "machine disturbs the caches. Fused attention never holds the weights of attention as "
            "a whole, which saves memory; it computes just as many of them. Weights are random: "
            "what a pass costs does not depend on them."
        ),
    }


def _charts(_: Words) -> dict[str, str]:
    return {
        "fused": _("ViT, fused attention"),
        "unfused": _("ViT, unfused attention"),
        "vit": _("ViT"),
        "cnn": _("CNN, the same pixels"),
        "square": _("the quadratic part alone"),
        "adds": _("Multiply-adds"),
        "adds_tip": _("Counted, not measured: fused or not, attention needs as many."),
        "adds_up": _("multiply-adds of a pass"),
        "adds_label": _("Multiply-adds of a pass against the number of tokens"),
        "adds_mark": _("this photo: {count}"),
        "adds_here": _(
            "{count} tokens, {height} × {width} px: the ViT needs {vit} multiply-adds, {share} of "
            "them for the products of attention, q · k and A v; the CNN {cnn}."
        ),
        "seconds": _("Time"),
        "seconds_tip": _("Of one processor core for one pass of one picture."),
        "seconds_up": _("milliseconds"),
        "seconds_value": _("{value} ms"),
        "seconds_label": _("Time of a pass against the number of tokens"),
        "peak": _("Peak memory"),
        "peak_tip": _("What one pass needs at most beyond weights and libraries."),
        "peak_up": _("megabytes"),
        "peak_value": _("{value} MB"),
        "peak_label": _("Peak memory of a pass against the number of tokens"),
        "across": _("tokens of the ViT"),
        "invite": _("Each dot was measured; the line is the parabola fitted to them."),
        "invite_dots": _("Each dot was measured; so few sizes have no line."),
        "here": _("{count} tokens, {height} × {width} px: {ways}"),
        "both": _("{way} {seconds} ms and {peak} MB"),
        "time_only": _("{way} {seconds} ms"),
        "between": _("; "),
    }


def _table(_: Words) -> dict[str, str]:
    return {
        "parts": _("Parts at {count} tokens, as fitted"),
        "constant": _("constant"),
        "constant_tip": _("What does not depend on the number of tokens."),
        "linear": _("linear"),
        "linear_tip": _("Grows with the number of tokens: MLPs, projections, convolutions."),
        "quadratic": _("quadratic"),
        "quadratic_tip": _(
            "Grows with the square of the tokens: every token attends to every one."
        ),
        "even": _("equal at"),
        "even_tip": _("Tokens at which the quadratic part is as large as the linear one."),
        "tokens": _("{count} tokens"),
        "never": _("never"),
        "growth": _(
            "From {few} to {many} tokens, {times} × as many, what a pass costs grows. {ways}. So "
            "few sizes have no line."
        ),
        "way_times": _("{way}: {times} ×"),
        "one_size": _("This model is offered in one size alone: there is a dot and no line."),
        "too_few": _("too small to be told from what the process holds anyway"),
    }
