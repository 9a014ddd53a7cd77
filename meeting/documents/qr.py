"""An address as a QR code, drawn here: nothing is asked of anybody outside."""

from __future__ import annotations

from io import BytesIO


def qr_svg(address: str) -> str:
    """A picture of any size, dark on white whatever the screen's colours are: some phones read nothing else."""
    import segno

    drawn = BytesIO()
    code = segno.make_qr(address, error="m")
    code.save(drawn, kind="svg", scale=8, border=3, dark="#000", light="#fff", xmldecl=False, svgns=True)
    return drawn.getvalue().decode()
