"""Where each step of the thread leads: a page and a section of it."""

from collections.abc import Mapping

from vitviz.app.pages.site import SITES

AIMS: Mapping[str, tuple[str, str]] = {
    "photo": ("explore", "heads"),
    "patches": ("explore", "sequence"),
    "vector": ("inside", "patch"),
    "position": ("positions", "embedding"),
    "layers": ("explore", "heads"),
    "read": ("explore", "rollout"),
    "label": ("explore", "predictions"),
}


def aims() -> dict[str, object]:
    """The aims by step, as a link of the browser half names them (view/page_link.js)."""
    urls = {site.name: site.path or "./" for site in SITES}
    return {
        step: {"name": page, "url": urls[page], "section": section}
        for step, (page, section) in AIMS.items()
    }
