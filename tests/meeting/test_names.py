"""Two names are one when only case, spaces or the way an accent is stored keep them apart."""

from __future__ import annotations

import pytest

from meeting.words import as_kept, name_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Alfreds Futterkiste", "ALFREDS FUTTERKISTE"),
        ("Alfreds Futterkiste", "  Alfreds  Futterkiste "),
        ("Alfreds Futterkiste", "AlfredsFutterkiste"),
        ("Alfreds Futterkiste", "Alfreds\N{NO-BREAK SPACE}Futterkiste"),
        ("Straße", "STRASSE"),
        ("Café", "Cafe\N{COMBINING ACUTE ACCENT}"),
        ("ÉCOLE", "école"),
        ("Ｔｏｋｙｏ", "Tokyo"),
    ],
)
def test_case_spaces_and_the_way_of_writing_an_accent_do_not_matter(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Müller", "Muller"), ("Acme", "Acme Ltd"), ("A-B", "AB"), ("Müller & Co", "Müller und Co"), ("1", "I")],
)
def test_accents_marks_and_words_do_matter(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


def test_a_name_of_spaces_has_an_empty_key() -> None:
    assert name_key(" \t\N{NO-BREAK SPACE}") == ""


def test_an_e_mail_copied_from_a_screen_is_the_one_that_was_typed() -> None:
    assert as_kept(" Ana\N{WORD JOINER}@Example.com ") == "ana@example.com"
