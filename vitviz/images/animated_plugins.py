"""Pillow's WebP and AVIF plugins, which let go of their decoders once there is a picture.

What a decoder keeps for a second picture (a WebP's two canvases, an AVIF's planes) is hundreds of
megabytes of 64 million pixels, and only the first picture is asked for.
"""

from PIL import AvifImagePlugin, WebPImagePlugin


class WebPFile(WebPImagePlugin.WebPImageFile):
    """The first picture of a WebP."""

    def load_prepare(self) -> None:
        """Let go of the decoder before there is room made for the picture."""
        self._decoder = None
        super().load_prepare()


class AvifFile(AvifImagePlugin.AvifImageFile):
    """The first picture of an AVIF."""

    def load_prepare(self) -> None:
        """Let go of the decoder before there is room made for the picture."""
        self._decoder = None
        super().load_prepare()
