"""照片 as they are kept: upright, and without what a camera writes beside the picture (place, time, device)."""

import io
import warnings

from PIL import Image, ImageOps

from yimen.common.errors import Refused

MOST_PIXELS = 80_000_000
"""More than any telephone's camera takes; a small file can claim to be far larger, and would fill the memory."""
BESIDE = ("exif", "xmp", "XML:com.adobe.xmp", "comment", "photoshop", "iptc")
ORIENTATION = 0x0112


def cleaned(content: bytes, shown: str) -> bytes:
    """The picture upright and with nothing beside it; the very same bytes where that holds already.

    shown: its name, for a refusal. A picture that stands upright keeps its quality: only what stands beside it goes.
    Errors: Refused for one that cannot be opened whole, or that is too large.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as picture:
                return _cleaned(picture, content, shown)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as broken:
        raise Refused(f"“{shown}”打不开，照片可能没有传完整：请重新拍一张，或换一个文件。") from broken


def _cleaned(picture: Image.Image, content: bytes, shown: str) -> bytes:
    if picture.width * picture.height > MOST_PIXELS:
        raise Refused(f"“{shown}”有 {picture.width * picture.height // 1_000_000} 百万像素，太大：请用普通清晰度重拍。")
    picture.load()
    lies = picture.getexif().get(ORIENTATION, 1) != 1
    if not lies and not picture.getexif() and not _has_words(picture):
        return content
    colours = picture.info.get("icc_profile")
    kind = picture.format
    upright = ImageOps.exif_transpose(picture) if lies else picture
    said = {"icc_profile": colours} if colours else {}
    out = io.BytesIO()
    if kind == "PNG":
        upright.info = {key: value for key, value in upright.info.items() if key in ("transparency", "gamma")}
        upright.save(out, "PNG", exif=b"", **said)
    elif kind == "WEBP":
        upright.save(out, "WEBP", exif=b"", xmp=b"", quality=95, **said)
    else:
        upright.info.pop("comment", None)
        upright.save(out, "JPEG", exif=b"", xmp=b"", comment=b"", quality=95 if lies else "keep", **said)
    return out.getvalue()


def _has_words(picture: Image.Image) -> bool:
    """Whether something is written beside the picture."""
    return any(picture.info.get(name) for name in BESIDE) or bool(getattr(picture, "text", None))
