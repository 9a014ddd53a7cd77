"""The documents, taken apart: fenced blocks by their language, commands of them, and what stands in a line of code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.db.stores import ROOT

PAGES = {
    name: (ROOT / name).read_text(encoding="utf-8")
    for name in (
        *("README.md", "CONTRIBUTING.md", "CHANGELOG.md"),
        *sorted(f"docs/{each.name}" for each in (ROOT / "docs").glob("*.md")),
    )
}
LANGUAGES = {"sh", "console", "options", "crontab", "nginx", "haproxy", "caddy", "ini"}
"""`sh` are commands, each for itself; `console` commands in a row, with what is seen."""
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    page: str
    language: str
    text: str

    @property
    def lines(self) -> list[str]:
        return [line for line in self.text.splitlines() if line.strip() and not line.startswith("#")]


@dataclass(frozen=True)
class Step:
    """A command of a console, and the lines that are seen after it."""

    command: str
    seen: tuple[str, ...]


def blocks(language: str = "") -> list[Block]:
    found = [Block(name, *match.groups()) for name, text in PAGES.items() for match in _FENCE.finditer(text)]
    return [block for block in found if language in ("", block.language)]


def prose(name: str) -> str:
    """A page without its blocks."""
    return _FENCE.sub("", PAGES[name])


def code_in_lines(*names: str) -> Iterator[tuple[str, str]]:
    """Page and text of each `code` that stands in a line."""
    for name in names or PAGES:
        yield from ((name, text) for text in re.findall(r"`([^`\n]+)`", prose(name)))


def command(line: str) -> str:
    """Without a comment behind it, and without the place of the Python."""
    return re.sub(r"\s{2,}#.*$", "", line).strip().replace(".venv/bin/python", "python")


def steps(block: Block) -> list[Step]:
    found: list[Step] = []
    for line in block.text.splitlines():
        if line.startswith("$ "):
            found.append(Step(command(line.removeprefix("$ ")), ()))
        else:
            found[-1] = Step(found[-1].command, (*found[-1].seen, line))
    return found


def as_pattern(seen: tuple[str, ...]) -> str:
    """… stands for anything in a line, and by itself for any lines."""
    lines = [r"(?:.*\n)*" if line == "…" else re.escape(line).replace("…", ".*") + r"\n" for line in seen]
    return "".join(lines)
