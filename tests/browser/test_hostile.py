"""The one escape helper in a real browser: every text stands there as it was typed, and nothing of it is anything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.serving import ROOT, Server, ready, serving
from tests.hostile import TEXTS, as_shown, mark, typed

JOINER = "\N{WORD JOINER}"
SCRIPT = """
import streamlit as st

from pages._plain import plain
from tests.hostile import TEXTS, typed

texts = [plain(typed(number)) for number in range(len(TEXTS))]
for place, markdown in {
    "alone": "\\n\\n".join(texts),
    "listed": "\\n".join(f"- {text}" for text in texts),
    "bold": "\\n".join(f"1. **{text}**, said “{text}”" for text in texts),
    "small": "\\n\\n".join(f":small[{text}]" for text in texts),
    "tabled": "| a | b |\\n|:--|:--|\\n" + "\\n".join(f"| x | {text} |" for text in texts),
    "titled": "\\n".join(f"#### {text}" for text in texts),
}.items():
    st.container(key=place).markdown(markdown, anchors=False)
with st.container(key="labelled"):
    for number, text in enumerate(texts):
        st.checkbox(text, key=str(number))
with st.container(key="pressed"):
    for number, text in enumerate(texts):
        st.button(text, key=f"press {number}")
with st.container(key="told"):
    st.error("\\n\\n".join(texts), icon=":material/error:")
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    script = tmp_path / "shown.py"
    script.write_text(SCRIPT, encoding="utf-8")
    with serving({"PYTHONPATH": str(ROOT)}, script=script) as running:
        yield running


def test_every_text_is_shown_as_typed_wherever_markdown_is_read(
    server: Server, projector: BrowserContext
) -> None:
    page = projector.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(server.url)
    ready(page)
    places = ("alone", "listed", "bold", "small", "tabled", "titled", "labelled", "pressed", "told")
    for place in places:
        expect(page.locator(f".st-key-{place}")).to_contain_text(mark(len(TEXTS) - 1))
        shown = " ".join(page.locator(f".st-key-{place}").inner_text().replace(JOINER, "").split())
        for number in range(len(TEXTS)):
            text = as_shown(typed(number)).replace(JOINER, "")
            assert text in shown, f"{place}, text {number}: {text!r}"
        made = page.locator(f".st-key-{place}").locator(
            "a, img, script, svg:not([data-testid] svg), iframe, style, code, pre, del, em, .katex, mark"
        )
        assert made.count() == 0, f"{place}: {made.first.evaluate('each => each.outerHTML')}"
    assert page.evaluate("window.hit") is None
    assert [url for url in asked if not url.startswith((server.url, "data:", "blob:"))] == []
