"""Every text of an error and every empty text stands in one list, and says what it must."""

from __future__ import annotations

import pytest

from tests.texts.found import PLACE, Kind, Text, all_texts, the_source, written
from tests.texts.rules import breaches


@pytest.fixture(scope="module")
def texts() -> list[Text]:
    return all_texts()


def test_the_list_to_read_through_is_what_the_program_says(texts: list[Text]) -> None:
    assert PLACE.read_text(encoding="utf-8") == written(texts), "Run: make texts"


def test_every_text_says_what_it_must(texts: list[Text]) -> None:
    broken = [f"{text.module}: {rule}: {text.text}" for text in texts for rule in breaches(text)]
    assert broken == []


def test_texts_of_every_kind_and_place_are_found(texts: list[Text]) -> None:
    """Else the two tests above would hold of nothing."""
    assert {text.kind for text in texts} == set(Kind)
    assert len({text.met for text in texts}) > 10
    assert len(texts) > 350
    said = "\n".join(text.text for text in texts)
    for found in (
        "The disk is full",  # by a loop over rows
        "a name of at most 200 characters",
        "Cancelled. Nothing was written, and no file is left",  # a constant of another module
        "[twice | nowhere]",  # either-or
        "[withdrawn on {withdrawn_on} | delivered on {delivered_on}]",
        "No topic waits.",
        "is no number, though the cell says so",
    ):
        assert found in said


def test_no_text_is_shown_past_the_list() -> None:
    """An error in words of its own is an error of ours, and what is empty is drawn by one piece."""
    own = [
        f"{module.name}:{call.lineno}"
        for module, call in the_source().calls()
        for name in [getattr(call.func, "attr", "")]
        if module.name.startswith("pages") and name in ("exception", "markdown") and _is_empty_text(call)
    ]
    assert own == []


def _is_empty_text(call: object) -> bool:
    """A constant that begins as a text of something empty does."""
    first = getattr(call, "args", [])[:1]
    value = getattr(first[0], "value", "") if first else ""
    return isinstance(value, str) and value.removeprefix(":small[").startswith(
        ("No ", "Nothing ", "Nobody ", "There is no ", "There are no ")
    )


WHOLE = "This note is not there any more. Nothing was saved. Look at the list again."


@pytest.mark.parametrize(
    ("kind", "text", "rule"),
    [
        (Kind.WRONG, "not there any more. Nothing was saved. Look at the list again.", "is whole sentences"),
        (
            Kind.WRONG,
            "This note is not there any more. Look at the list again.",
            "says whether anything was saved",
        ),
        (Kind.WRONG, "This note is not there any more. Nothing was saved.", "says what to do"),
        (Kind.ASKED, "This note is not there any more.", "says what to do"),
        (Kind.WRONG, f"Invalid note. {WHOLE}", "blames nobody"),
        (Kind.WRONG, f"You failed to find it. {WHOLE}", "blames nobody"),
        (Kind.WRONG, f"It is None. {WHOLE}", "has no jargon"),
        (Kind.BESIDE, "KeyError was raised.", "has no jargon"),
        (Kind.EMPTY, "No tasks yet.", "keeps to the words of the product"),
        (Kind.WRONG, f"{WHOLE} {'It goes on and on. ' * 20}", "is short enough to be read"),
        (Kind.CELL, "The value is no day.", "goes on after the value"),
    ],
)
def test_each_rule_finds_what_breaks_it(kind: Kind, text: str, rule: str) -> None:
    assert list(breaches(Text("", kind, text, ""))) == [rule]


def test_a_good_text_breaks_no_rule() -> None:
    for text in (WHOLE, "“{written}” is too far away. Nothing was saved. Take one from {first} to {last}."):
        assert list(breaches(Text("", Kind.WRONG, text, ""))) == []
