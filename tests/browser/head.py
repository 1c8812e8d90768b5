"""What a visitor does with the page's head, for the tests of the bar and the tray."""

import base64
import hashlib
import re
from pathlib import Path

from playwright.sync_api import expect

PHOTOS = Path(__file__).parents[2] / "assets/photos"
UPLOADED = re.compile(r"[?&]photo=up-[0-9a-f]{32}\b")
_FILES = """
const made = (files) => {
  const transfer = new DataTransfer();
  for (const { name, type, data, size } of files) {
    const bytes = size ? new Uint8Array(size) : Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
    transfer.items.add(new File([bytes], name, { type }));
  }
  return transfer;
};
"""


def opened(page, address="/"):
    """The page at `address`, once the tray is there."""
    page.goto(address)
    expect(page.locator(".tray .strip img").first).to_be_visible(timeout=30_000)
    return page


def photo(name):
    """A bundled photo as a file of the visitor's."""
    return file(f"my {name}.jpg", (PHOTOS / f"{name}.jpg").read_bytes(), "image/jpeg")


def file(name, content=b"", type="", *, size=0):
    """A file for `drag` and `paste`; with `size` one of that many zeros."""
    data = base64.b64encode(content).decode()
    return {"name": name, "type": type, "data": data, "size": size}


def choose(page, name):
    """A bundled photo given through the file dialogue."""
    with page.expect_file_chooser() as dialogue:
        page.locator('.tray button[data-value="browse"]').click()
    dialogue.value.set_files(PHOTOS / f"{name}.jpg")


def drag(page, step, *files, text=""):
    """One event of dragging `files`, or else `text`, somewhere over the page."""
    page.evaluate(
        f"""([step, files, text]) => {{
          {_FILES}
          const dataTransfer = made(files);
          if (text) dataTransfer.setData("text/plain", text);
          document.querySelector(".stApp").dispatchEvent(
            new DragEvent(step, {{ dataTransfer, bubbles: true, cancelable: true }}));
        }}""",
        [step, files, text],
    )


def paste(page, *files, text="", into="body"):
    """A paste of `files` or `text` while `into` has the focus; whether the page took it."""
    return page.evaluate(
        f"""([files, text, into]) => {{
          {_FILES}
          const clipboardData = made(files);
          if (text) clipboardData.setData("text/plain", text);
          return !document.querySelector(into).dispatchEvent(
            new ClipboardEvent("paste", {{ clipboardData, bubbles: true, cancelable: true }}));
        }}""",
        [files, text, into],
    )


def current(page):
    """The button of the photo that is marked as shown."""
    return page.locator('.tray .strip button[aria-pressed="true"]')


def record_uploads(page):
    """Keep what the page sends as bodies from the next load on, for `sent_sha256`."""
    page.add_init_script(
        """{
          const send = XMLHttpRequest.prototype.send;
          window.bodies = [];
          XMLHttpRequest.prototype.send = function (body) {
            window.bodies.push(body);
            return send.call(this, body);
          };
        }"""
    )


def sent_sha256(page):
    """The sha256 of each body that was sent since `record_uploads`."""
    return page.evaluate(
        """() => Promise.all(window.bodies.map(async (body) => {
          const hash = await crypto.subtle.digest("SHA-256", await body.arrayBuffer());
          return [...new Uint8Array(hash)].map((b) => b.toString(16).padStart(2, "0")).join("");
        }))"""
    )


def sha256(name):
    """The sha256 of a bundled photo's file."""
    return hashlib.sha256((PHOTOS / f"{name}.jpg").read_bytes()).hexdigest()


def held_uploads(page):
    """Uploads that wait from now on, as a list that grows; `.continue_()` lets one go on."""
    waiting = []
    page.route("**/api/photo*", lambda route: waiting.append(route))
    return waiting


def texts(page, names_in=".glossary"):
    """Everything that the page says: texts, and what is said of elements by attribute.

    Within `names_in` only the attributes count: names that are the same in every language.
    """
    return page.evaluate(
        """(namesIn) => {
          const found = [];
          const walk = (root) => {
            for (const node of root.querySelectorAll('*')) {
              if (node.closest('[data-testid=stHeader], [data-testid=stSkipToContent]'))
                continue; // not displayed
              if (node.shadowRoot) walk(node.shadowRoot);
              for (const name of ['title', 'aria-label', 'aria-description', 'aria-valuetext',
                'alt', 'placeholder', 'data-tip'])
                if (node.getAttribute(name)) found.push(node.getAttribute(name));
              if (['SCRIPT', 'STYLE', 'NOSCRIPT', 'TITLE'].includes(node.tagName)) continue;
              if (node.closest(namesIn)) continue;
              for (const child of node.childNodes)
                if (child.nodeType === 3 && child.textContent.trim()) found.push(child.textContent);
            }
          };
          walk(document.body);
          return found;
        }""",
        names_in,
    )
