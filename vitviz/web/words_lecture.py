"""What the teacher's page says, and of the Lesson its titles, questions and choices."""

from vitviz.text import Words
from vitviz.web.words_lesson_inside import inside
from vitviz.web.words_lesson_outside import outside

_OF_THE_LESSON = ("title_", "ask_", "choice_")


def lecture(_: Words) -> dict[str, str]:
    """The words of `views/lecture/lecture.js`."""
    told = {**inside(_), **outside(_)}
    lesson = {name: text for name, text in told.items() if name.startswith(_OF_THE_LESSON)}
    return lesson | _of_all_photos(_) | answers(_) | _joining(_) | _leading(_) | _key(_)


def _of_all_photos(_: Words) -> dict[str, str]:
    """A question that each phone asks of its own photo's numbers, as a class is asked it."""
    return {
        "ask_attention": _(
            "In each photo two patches are outlined, and how much of its attention the bold one "
            "gives to the thin one is told. How much does the thin one give back?"
        )
    }


def answers(_: Words) -> dict[str, str]:
    """The words of `views/lecture/answers.js`: what a class answered, as bars."""
    return {
        "answers": _("What the class answered"),
        "answers_none": _("No answers yet"),
        "answers_others": _("others"),
        "answers_skip": _("no guess"),
        "answers_place": _("patch {number} (row {row}, column {col})"),
    }


def _joining(_: Words) -> dict[str, str]:
    return {
        "title": _("Lecture"),
        "lead": _(
            "Open a room for your class. Its phones follow the Lesson, each with a photo of its "
            "own, and what they answer is counted here, without names and in memory only."
        ),
        "begin": _("Open a room"),
        "join": _("Scan to join"),
        "qr": _("The link to the lesson as a QR code"),
        "copy": _("Copy the link"),
        "copied": _("Copied."),
        "selected": _("Selected: copy it with the keyboard."),
        "alone": _(
            "Only this computer reaches this address. For others, start the server with: {command}"
        ),
        "no_network": _(
            "This computer is in no network. Connect it to that of the phones: the code appears "
            "here by itself."
        ),
        "hosts": _("Phones do not get there? This computer's addresses:"),
        "here": _("Here now: {count}"),
        "away": _("The server does not answer. The room is opened again as soon as it is back."),
        "full": _("The server could not do that. Please try again."),
    }


def _leading(_: Words) -> dict[str, str]:
    return {
        "step": _("Step"),
        "count": _("Answers: {count}"),
        "before": _("Step before"),
        "after": _("Next step"),
        "everyone": _("Everyone to this step"),
        "everyone_tip": _(
            "Phones in the room get a button that leads here. Nobody is taken along unasked."
        ),
        "everyone_here": _("The class is called to this step."),
        "show": _("Show this step"),
        "peek": _("Look at the answers before the class does"),
        "reveal": _("Reveal to the class"),
        "hide": _("Hide again"),
        "revealed": _("The class sees these answers."),
        "asks_nothing": _("This step asks nothing."),
        "server": _("Server"),
        "waiting": _("Waiting: {passes} photos, {jobs} long computations"),
        "memory": _("Memory for photos and results: {held} of {most}"),
    }


def _key(_: Words) -> dict[str, str]:
    return {
        "refused": _(
            "This page is for whoever gives the lecture. Open it on the server's own computer, at "
            "{address}, or enter the key that the server was started with (VITVIZ_TEACHER_KEY)."
        ),
        "wrong": _("This is not the key."),
        "key": _("Key"),
        "enter": _("Enter"),
    }
