"""Pillow's GIF plugin, which also tells where on its canvas a picture has been drawn."""

from PIL import GifImagePlugin


class GifFile(GifImagePlugin.GifImageFile):
    """A GIF; once loaded, `drawn` is the box of its first frame. The rest is no picture.

    Pillow fills the rest with the first colour of the palette.
    """

    drawn: tuple[int, int, int, int] | None = None

    def load_prepare(self) -> None:
        """Keep the frame's box, which Pillow forgets with its tile."""
        self.drawn = self.tile[0].extents if self.tile else self.drawn
        super().load_prepare()
