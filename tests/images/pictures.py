"""Small picture files of every kind, written by Pillow where it can and by hand where it cannot."""

import io
import struct
import zlib

import numpy as np
import pillow_heif
from PIL import Image, ImageCms

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def written(image, kind, **options):
    """The bytes of `image` as a file of this kind."""
    file = io.BytesIO()
    if kind == "HEIF":
        several = pillow_heif.from_pillow(image)
        for other in options.pop("append_images", ()):
            several.add_from_pillow(other)
        several.save(file, **options)
    else:
        image.save(file, kind, **options)
    return file.getvalue()


def noise(mode="RGB", seed=0):
    """A 60 x 40 picture in which no two neighbours are alike."""
    values = np.random.default_rng(seed).integers(0, 256, (40, 60, 4), np.uint8)
    picture = Image.fromarray(values, "RGBA")
    return picture.convert(mode) if mode in ("RGBA", "LA") else picture.convert("RGB").convert(mode)


def blocks(rows, side=32):
    """A picture of square blocks, so that a lossy file keeps the colour of their middles."""
    return Image.fromarray(np.asarray(rows, np.uint8).repeat(side, 0).repeat(side, 1))


def middles(image, side=32):
    """The colours in the middles of the blocks."""
    return np.asarray(image)[side // 2 :: side, side // 2 :: side].astype(int)


def exif(orientation):
    """An EXIF block as bytes."""
    block = Image.Exif()
    block[0x0112] = orientation
    block[0x010F] = "maker"
    return block.tobytes()


def png(width, height, depth, colour, rows, *chunks):
    """A PNG by hand: `rows` without filter bytes; none at all make a header that lies."""
    line = len(rows) // height if height else 0
    filtered = b"".join(
        b"\0" + rows[i * line : (i + 1) * line] for i in range(height if rows else 0)
    )
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    parts = [(b"IHDR", head), *chunks, (b"IDAT", zlib.compress(filtered)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _chunk(name, content):
    checked = struct.pack(">I", zlib.crc32(name + content))
    return struct.pack(">I", len(content)) + name + content + checked


def tiff(width, height, pixels, changes=(), order="<"):
    """A grey TIFF of one plain strip by hand; `changes`: tag -> value, or (how many, value)."""
    entries = {256: width, 257: height, 258: 8, 259: 1, 262: 1, 273: 0, 277: 1, 278: height}
    entries |= {279: len(pixels), **dict(changes)}
    start = 8 + 2 + 12 * len(entries) + 4
    text = struct.pack(order + "HIH", 42, 8, len(entries))
    for tag, value in sorted((entries | {273: entries[273] or start}).items()):
        text += struct.pack(
            order + "HHII", tag, 4, *(value if type(value) is tuple else (1, value))
        )
    return (b"II" if order == "<" else b"MM") + text + bytes(4) + pixels


def gif(screen, frame):
    """A GIF by hand whose one frame has another size than its screen, with nothing in it."""
    head = b"GIF89a" + struct.pack("<HHBBB", *screen, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    return head + b"," + struct.pack("<HHHHB", 0, 0, *frame, 0) + b"\x02\x00;"


def samples():
    """Name -> (format, bytes): one file for every way of storing pixels that Pillow can write."""
    rgb, rgba, other = noise(), noise("RGBA"), noise("RGBA", seed=1)
    deep = np.random.default_rng(2).integers(0, 65536, (40, 60), np.uint16)
    deep, real = Image.fromarray(deep), Image.fromarray((deep / 65535).astype(np.float32))
    both = {"exif": exif(6), "icc_profile": SRGB}
    more = {"save_all": True, "append_images": [other]}
    files = {
        "jpeg": ("JPEG", rgb, both),
        "progressive jpeg": ("JPEG", rgb, {"progressive": True}),
        "cmyk jpeg": ("JPEG", rgb.convert("CMYK"), {}),
        "grey jpeg": ("JPEG", rgb.convert("L"), {}),
        "png": ("PNG", rgba, both),
        "palette png": ("PNG", rgb.quantize(16), {"transparency": 3}),
        "16-bit png": ("PNG", deep, {}),
        "1-bit png": ("PNG", rgb.convert("1"), {}),
        "grey and alpha png": ("PNG", rgba.convert("LA"), {}),
        "animated png": ("PNG", rgba, more),
        "gif": ("GIF", rgb.quantize(64), {"transparency": 3}),
        "animated gif": ("GIF", rgb.quantize(64), {**more, "append_images": [other.quantize(9)]}),
        "webp": ("WebP", rgba, both),
        "lossless webp": ("WebP", rgba, {"lossless": True}),
        "animated webp": ("WebP", rgba, more),
        "bmp": ("BMP", rgb, {}),
        "palette bmp": ("BMP", rgb.quantize(16), {}),
        "tiff": ("TIFF", rgb, both),
        "lzw tiff": ("TIFF", rgba, {"compression": "tiff_lzw"}),
        "deflate tiff": ("TIFF", rgb, {"compression": "tiff_adobe_deflate"}),
        "jpeg tiff": ("TIFF", rgb, {"compression": "jpeg"}),
        "fax tiff": ("TIFF", rgb.convert("1"), {"compression": "group4"}),
        "16-bit tiff": ("TIFF", deep, {}),
        "float tiff": ("TIFF", real, {}),
        "cmyk tiff": ("TIFF", rgb.convert("CMYK"), {}),
        "avif": ("AVIF", rgba, both),
        "heif": ("HEIF", rgb, {"exif": exif(1)}),
        "heif with alpha": ("HEIF", rgba, {}),
    }
    return {
        name: (kind, written(image, kind, **more)) for name, (kind, image, more) in files.items()
    }
