"""What the first bytes of a file say it is, also where it is not opened: a sentence names it."""

import re

_HEADS = (  # (offset, bytes there, name); the first that fits wins
    (0, b"\xff\xd8\xff", "JPEG"),
    (0, b"\x89PNG\r\n\x1a\n", "PNG"),
    (0, b"GIF87a", "GIF"),
    (0, b"GIF89a", "GIF"),
    (8, b"WEBP", "WebP"),
    (8, b"CR\x02", "camera raw"),
    (0, b"II*\0", "TIFF"),
    (0, b"MM\0*", "TIFF"),
    (0, b"II+\0", "BigTIFF"),
    (0, b"MM\0+", "BigTIFF"),
    (0, b"FUJIFILMCCD-RAW", "camera raw"),
    (0, b"IIU\0", "camera raw"),
    (0, b"IIR", "camera raw"),
    (0, b"MMOR", "camera raw"),
    (0, b"\0MRM", "camera raw"),
    (0, b"FOVb", "camera raw"),
    (6, b"HEAPCCDR", "camera raw"),
    (0, b"ARRI", "camera raw"),
    (0, b"\0\0\0\x0cjP  ", "JPEG 2000"),
    (0, b"\xff\x4f\xff\x51", "JPEG 2000"),
    (0, b"\0\0\0\x0cJXL ", "JPEG XL"),
    (0, b"\xff\x0a", "JPEG XL"),
    (0, b"8BPS", "Photoshop"),
    (0, b"\xd7\xcd\xc6\x9a", "WMF"),
    (40, b" EMF", "EMF"),
    (0, b"\xc5\xd0\xd3\xc6", "PostScript"),
    (128, b"DICM", "DICOM"),
    (0, b"v/1\x01", "OpenEXR"),
    (0, b"DDS ", "DDS"),
    (0, b"qoif", "QOI"),
    (0, b"SIMPLE  =", "FITS"),
    (0, b"#?RADIANCE", "Radiance HDR"),
    (0, b"#?RGBE", "Radiance HDR"),
    (0, b"II\xbc\x01", "JPEG XR"),
    (0, b"gimp xcf", "XCF"),
    (0, b"\x01\xda", "SGI"),
    (0, b"\x59\xa6\x6a\x95", "Sun raster"),
    (0, b"\x8aMNG\r\n\x1a\n", "MNG"),
    (0, b"\x8bJNG\r\n\x1a\n", "JNG"),
    (0, b"icns", "ICNS"),
    (0, b"BPG\xfb", "BPG"),
    (0, b"FLIF", "FLIF"),
    (0, b"farbfeld", "farbfeld"),
    (0, b"AT&TFORM", "DjVu"),
    (0, b"/* XPM */", "XPM"),
    (8, b"AVI ", "video"),
    (0, b"\0\0\1\xba", "video"),
    (0, b"FLV\1", "video"),
    (4, b"\x11\xaf", "FLI"),
    (4, b"\x12\xaf", "FLI"),
    (0, b"PK\x03\x04", "ZIP"),
    (0, b"\x1f\x8b", "gzip"),
    (0, b"\x1aE\xdf\xa3", "video"),
)
_NETPBM = re.compile(rb"P([1-7Ff])[ \t\r\n]")
_NETPBM_NAMES = {b"1": "PBM", b"4": "PBM", b"2": "PGM", b"5": "PGM", b"3": "PPM", b"6": "PPM"}
_NETPBM_NAMES |= {b"7": "PAM", b"F": "PFM", b"f": "PFM"}
_PCX = {bytes([version, 1, bits]) for version in (0, 2, 3, 4, 5) for bits in (1, 2, 4, 8)}
_TGA = {b"\1\1", b"\1\x09", b"\0\2", b"\0\3", b"\0\x0a", b"\0\x0b"}  # palette, and kind
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}


def name_of(data: bytes) -> str:
    """The format by its first bytes, such as "JPEG", "SVG", "camera raw"; "" for an unknown one."""
    for offset, magic, name in _HEADS:
        if data.startswith(magic, offset):
            return name
    if data.startswith(b"BM") and data.startswith(b"\0\0\0", 15):  # the upper bytes of a small size
        return "BMP"
    if data.startswith(b"ftyp", 4):
        return _container(data)
    return _without_a_mark(data) or _document(data)


def _container(data: bytes) -> str:
    """ISO base media files: the major brand alone ("mif1") does not tell AVIF from HEIC."""
    length = min(max(int.from_bytes(data[:4], "big"), 16), 4096)
    brands = {data[i : i + 4] for i in range(8, length, 4)}
    if brands & {b"avif", b"avis"}:
        return "AVIF"
    if brands & _HEIF_BRANDS:
        return "HEIF"
    return "camera raw" if b"crx " in brands else "video"


def _without_a_mark(data: bytes) -> str:
    """Formats whose heads are short or no mark at all: the fields there must make sense."""
    if data[:4] in (b"\0\0\1\0", b"\0\0\2\0") and any(data[4:6]):
        return "ICO"
    netpbm = _NETPBM.match(data)
    if netpbm:
        return _NETPBM_NAMES[netpbm[1]]
    if data.startswith(b"\n") and data[1:4] in _PCX:
        return "PCX"
    if b"TRUEVISION-XFILE." in data[-26:]:
        return "TGA"
    if len(data) > 18 and data[1:3] in _TGA and data[16] in (8, 15, 16, 24, 32):
        plain = data[1] == 1 or not any(data[3:8])  # no palette, and so nothing said of one
        return "TGA" if plain and any(data[12:14]) and any(data[14:16]) else ""
    return ""


def _document(data: bytes) -> str:
    """Documents that people take for pictures; dropping the zeros reads UTF-16 as well."""
    if b"%PDF-" in data[:1024]:
        return "PDF"
    text = data[:4096].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xfe\xff\x04 \t\r\n").lower()
    if text.startswith(b"%!"):
        return "PostScript"
    if not text.startswith(b"<"):
        return ""
    if b"<html" in text or b"<!doctype html" in text:
        return "HTML"
    return "SVG" if b"<svg" in text or b"<!doctype svg" in text else "XML"
