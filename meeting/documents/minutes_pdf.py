"""Minutes and other documents as a PDF, A4: set by Typst with fonts of our own, so that the same facts give the same
bytes everywhere.

Those fonts have Latin, Greek and Cyrillic. Only where a text has signs they lack are the machine's fonts asked, too.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from meeting.documents.charts import weeks_chart
from meeting.documents.glyphs import lacks
from meeting.documents.minutes_parts import Parts, parts_of
from meeting.minutes import Minutes

_HERE = Path(__file__).parent
_PAGE = _HERE / "minutes.typ"
_FONTS = _HERE / "fonts"
_ONE_AT_A_TIME = Lock()


def minutes_pdf(minutes: Minutes) -> bytes:
    parts = parts_of(minutes)
    return pdf_of(parts, called="Minutes of the Monday meeting", named=f"Minutes of {parts.title}")


def pdf_of(parts: Parts, *, called: str, named: str, has_items: bool = True) -> bytes:
    """A document that is `called` so on its page and `named` so in lists of documents. The words go in as data, never
    as markup."""
    data = {**_data(parts), "called": called, "named": named, "has_items": has_items}
    said = json.dumps(data, ensure_ascii=False)
    is_ours = not lacks(_FONTS / "Inter-Regular.otf", said)
    with _ONE_AT_A_TIME:
        written: bytes = _compiler(is_ours=is_ours).compile(
            format="pdf", sys_inputs={"minutes": said}, timestamp=0
        )
    return written


def warm_up() -> None:
    """Load the compiler and its fonts, for whoever has the time."""
    _compiler(is_ours=True)


def _data(parts: Parts) -> dict[str, Any]:
    chart = weeks_chart(parts.trend)
    return {
        **asdict(parts),
        "figures": [
            {"week": week, "figures": [asdict(one) for one in found]} for week, found in parts.figures
        ],
        "chart": chart,
        "chart_said": "Thirteen weeks of kept and missed promises and complaints" if chart else "",
    }


@lru_cache(maxsize=2)
def _compiler(*, is_ours: bool) -> Any:
    import typst

    fonts = typst.Fonts(
        include_system_fonts=not is_ours, include_embedded_fonts=not is_ours, font_paths=[str(_FONTS)]
    )
    return typst.Compiler(input=str(_PAGE), root=str(_HERE), font_paths=fonts)
