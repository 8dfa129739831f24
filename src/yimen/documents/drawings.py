"""二维码: the code that leads to a paper's check page, for print (SVG) and for the editable copy (PNG)."""

import io

import segno


def code_svg(address: str) -> str:
    """The QR code of an address as an SVG document; equal addresses give equal text."""
    return _drawn(address, "svg", xmldecl=False, nl=False).decode()


def code_png(address: str) -> bytes:
    """The same as a PNG."""
    return _drawn(address, "png", scale=6)


def _drawn(address: str, kind: str, **how: object) -> bytes:
    stream = io.BytesIO()
    segno.make(address, error="m", micro=False).save(stream, kind=kind, border=1, **how)
    return stream.getvalue()
