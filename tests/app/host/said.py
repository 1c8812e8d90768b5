"""What a page says in sentences, for tests."""

import re
from html import unescape


def said(page):
    """The texts of the page's notices, in their order."""
    found = [
        re.fullmatch(r'<div class="vv-said[^>]*>(.*)</div>', html.proto.body, re.DOTALL)
        for html in page.get("html")
    ]
    return [unescape(each[1]) for each in found if each]
