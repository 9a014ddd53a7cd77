"""Names that look as if they were one."""

from __future__ import annotations

import pytest

from meeting.alike import look_alike


@pytest.mark.parametrize(
    "other",
    [
        "ATELIER GRAPHIQUE",
        "Atelier graphique SARL",
        "Atelier  graphique S.A.R.L.",
        "The Atelier Graphique Ltd.",
        "Atelier-Gráphique, Inc",
    ],
)
def test_case_accents_legal_form_and_little_words_do_not_make_another_name(other: str) -> None:
    assert look_alike("Atelier graphique", other)


@pytest.mark.parametrize("other", ["Atelier graphic", "Atelier", "Totally Different Ltd", "", "Ltd"])
def test_other_letters_make_another_name(other: str) -> None:
    assert not look_alike("Atelier graphique", other)


def test_names_of_little_words_alone_are_told_apart() -> None:
    assert not look_alike("SE", "AG")
    assert look_alike("Co", "co.")
