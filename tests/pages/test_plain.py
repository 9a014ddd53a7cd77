"""The one escape helper: what was typed comes out as typed, whatever it would mean in Markdown."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages._plain import plain

JOINER = "\N{WORD JOINER}"


def unescaped(markdown: str) -> str:
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown).replace(JOINER, "")


@given(
    st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp", "Zs"]))
)
def test_nothing_typed_is_lost_or_added(typed: str) -> None:
    assert unescaped(plain(typed)) == typed


@given(st.text(alphabet=r"\`*_[]<>|~$:&!{}ab1.-+#=) ") | st.text())
def test_no_mark_of_markdown_stands_unescaped(typed: str) -> None:
    without_escapes = re.sub(r"\\[!-/:-@\[-`{-~]", "", plain(typed))
    assert not re.search(r"[\\`*_\[\]<>|~$:&!{}]", without_escapes)
    assert not re.match(r"\d*[-+#=.)]", plain(typed))


@given(st.text())
def test_what_was_typed_stays_on_one_line(typed: str) -> None:
    assert len(plain(typed).splitlines()) <= 1


@pytest.mark.parametrize(
    "typed",
    [
        "http://evil.example",
        "https://x",
        "www.evil.example",
        "a@b.example",
        ":smile:",
        ":red[x]",
        "a -> b",
        "a -- b",
        "a <-> b",
        "a >= b",
    ],
)
def test_what_is_recognised_without_marks_is_kept_apart(typed: str) -> None:
    assert JOINER in plain(typed)


def test_a_time_of_day_stays_as_it_is() -> None:
    assert plain("at 10:30") == "at 10\\:30"


def test_a_long_text_ends_with_an_ellipsis() -> None:
    assert plain("word " * 100, most=20) == "word word word word…"


def test_signs_that_turn_the_direction_of_text_are_left_out() -> None:
    assert plain("safe\u202egnp.exe") == "safe gnp.exe"
