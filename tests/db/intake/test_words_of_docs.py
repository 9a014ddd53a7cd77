"""What the docs and the page call a column is understood as a heading itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.intake.candidates import could_be, surest
from db.intake.fields import Kind
from db.intake.vocabulary import systems
from pages._intake_fields import in_order, label

ROOT = Path(__file__).parents[3]
README = (ROOT / "README.md").read_text(encoding="utf-8")
FILES = (ROOT / "docs" / "files.md").read_text(encoding="utf-8")


def words_of_readme() -> Iterator[tuple[Kind, str]]:
    """Behind each command that brings a file in: `# reference, customer, promised day; delivered day, team …`."""
    for kind, words in re.findall(r"-m db import \S+ --kind (\w+) +# (.+)", README):
        for word in re.split(r"[,;]", words):
            yield Kind(kind), word.strip(" …")


def words_of_files() -> Iterator[tuple[Kind, str]]:
    for kind, needed, more in re.findall(r"^\| (\w+) \| ([^|]+) \| ([^|]+) \|$", FILES, re.MULTILINE):
        if kind in list(Kind):
            for word in f"{needed}, {more}".split(","):
                yield Kind(kind), word.strip()


def words_of_the_page() -> Iterator[tuple[Kind, str]]:
    """Without what only explains them: (day), (A, B or C), beside a number."""
    for kind in Kind:
        for field in in_order(kind):
            yield kind, re.split(r" \(|, ", label(kind, field.name))[0]


EVERY = [*words_of_readme(), *words_of_files(), *words_of_the_page()]


def test_the_words_are_found_where_they_stand() -> None:
    assert {kind for kind, _ in words_of_readme()} == {Kind.PROMISES, Kind.COMPLAINTS, Kind.WINS}
    assert {kind for kind, _ in words_of_files()} == {*Kind}
    assert {"promised day", "delivered day"} <= {word for _, word in words_of_readme()}
    assert len(EVERY) > 100


@pytest.mark.parametrize(("kind", "word"), EVERY)
def test_every_word_is_understood_as_a_heading(kind: Kind, word: str) -> None:
    found = could_be(kind, [word])
    assert [name for name, could in found.items() if surest(could)], word


def test_every_system_that_is_known_is_named_in_readme_and_docs_and_no_other() -> None:
    named = {system.name for system in systems()}
    for text in (README, FILES):
        (sentence,) = re.findall(r"[Hh]eadings of (.*?) (?:are known|where several)", text.replace("\n", " "))
        found = re.sub(r"\(.*?\)", "", sentence).replace(" and ", ", ").replace(" lists", "")
        assert {each.strip(" ,") for each in found.split(",")} - {""} == named
