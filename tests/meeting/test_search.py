"""One rule splits words, whatever database holds them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meeting.search import LONGEST, Part, around, asked_for, finds, marked, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ()),
        (" - … ", ()),
        ("The pump, again!", ("the", "pump", "again")),
        ("it's 3.5 mm (M8×20)", ("it", "s", "3", "5", "mm", "m8", "20")),
        ("late late", ("late", "late")),
    ],
)
def test_words_are_what_stands_between_signs(text: str, words: tuple[str, ...]) -> None:
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Café", "cafe"),
        ("Cafe\N{COMBINING ACUTE ACCENT}", "CAFÉ"),
        ("STRASSE", "Straße"),
        ("Łódź", "lodz"),
        ("Sørensen", "SORENSEN"),
        ("ﬁtting", "fitting"),
        ("Ångström", "angstrom"),
        ("Číslo", "cislo"),
    ],
)
def test_case_and_accents_are_apart(one: str, other: str) -> None:
    assert words_of(one) == words_of(other)


def test_other_scripts_have_words_too() -> None:
    assert words_of("Привет, мир") == ("привет", "мир")
    assert words_of("日本 東京") == ("日本", "東京")


def test_a_word_of_three_letters_finds_what_begins_so_and_a_shorter_one_only_itself() -> None:
    assert finds("pum", "pumps")
    assert not finds("pu", "pumps")
    assert finds("m8", "m8")


def test_each_word_is_looked_for_once_and_no_more_than_eight() -> None:
    assert asked_for("Late LATE pump") == ("late", "pump")
    assert len(asked_for(" ".join(f"word{number}" for number in range(20)))) == 8


def test_words_found_are_marked_where_they_stand() -> None:
    assert marked("The Pümps came late.", ("pump", "late")) == (
        Part("The ", False),
        Part("Pümps", True),
        Part(" came ", False),
        Part("late", True),
        Part(".", False),
    )


@given(st.text(), st.text())
def test_the_marked_pieces_are_the_text(text: str, asked: str) -> None:
    assert "".join(part.text for part in marked(text, asked_for(asked))) == text


@given(st.text())
def test_the_words_of_words_are_the_same_words(text: str) -> None:
    words = words_of(text)
    assert words_of(" ".join(words)) == words
    assert all(0 < len(word) <= LONGEST for word in words)


def test_a_long_text_is_shown_around_the_first_word_found() -> None:
    text = f"{'before it ' * 50}the pump {'after it ' * 50}"
    shown = around(text, ("pump",), most=80)
    assert "the pump" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) <= 84


@given(st.text(), st.text(min_size=1), st.integers(20, 200))
def test_what_is_shown_of_a_text_is_never_longer_than_asked(text: str, asked: str, most: int) -> None:
    assert len(around(text, asked_for(asked), most=most)) <= most + 4
