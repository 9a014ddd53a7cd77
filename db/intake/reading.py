"""A CSV file as text cells with their line numbers, or a refusal: no cell is ever moved, guessed or dropped."""

from __future__ import annotations

import csv
import hashlib
import re
from codecs import getincrementaldecoder
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from meeting.errors import UnreadableFile

LONGEST_CELL = 1_000_000
LARGEST_FILE = 1 << 30
_DELIMITERS = ",;\t|^~:"
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Line:
    """One row of the file: `number` is the physical line it starts on, the heading being line 1."""

    number: int
    cells: list[str]


@dataclass(frozen=True)
class Table:
    """A file that can be read: its heading, and its rows as often as asked for."""

    path: Path
    digest: str
    encoding: str
    delimiter: str
    heading: tuple[str, ...]
    heading_line: int

    def lines(self) -> Iterator[Line]:
        """Every row below the heading; blank lines are passed over. Raises UnreadableFile, naming the line."""
        for line in _records(self.path, self.encoding, self.delimiter):
            if line.number > self.heading_line and line.cells:
                yield line


def open_table(path: Path, *, encoding: str | None = None) -> Table:
    """Tell encoding and delimiter and read the heading. Raises UnreadableFile, saying what to do instead."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(8)
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read ({error.strerror}). Nothing was saved.") from error
    if size == 0:
        raise UnreadableFile(f"{path.name} is empty. Nothing was saved.")
    if size > LARGEST_FILE:
        raise UnreadableFile(
            f"{path.name} is larger than 1 GB. Nothing was saved. Split it and bring in the parts."
        )
    _refuse_other_formats(path.name, start)
    digest, told = _digest_and_encoding(path)
    encoding = _checked(path, encoding) if encoding else told
    if encoding is None:
        raise UnreadableFile(
            f"{path.name} is not UTF-8, and its encoding cannot be told for certain. Nothing was saved. Name it, "
            "for example --encoding cp1250, or save the file as “CSV UTF-8”."
        )
    delimiter, skipped = _tell_delimiter(path, encoding)
    heading = next(
        (line for line in _records(path, encoding, delimiter) if line.number > skipped and line.cells), None
    )
    if heading is None:
        raise UnreadableFile(
            f"{path.name} has no heading. Nothing was saved. The first line must name the columns."
        )
    names = tuple(name.strip() for name in heading.cells)
    return Table(path, digest, encoding, delimiter, names, heading.number)


def _refuse_other_formats(name: str, start: bytes) -> None:
    signs = {
        b"PK\x03\x04": "a ZIP archive or an Excel workbook",
        b"\xd0\xcf\x11\xe0": "an old Excel or a password-protected Office file",
        b"%PDF": "a PDF",
        b"\x1f\x8b": "a compressed file",
        b"SQLite f": "a database",
    }
    for sign, what in signs.items():
        if start.startswith(sign):
            raise UnreadableFile(
                f"{name} is {what}, not a CSV file. Nothing was saved. Open it in its program and save it as CSV."
            )


def _digest_and_encoding(path: Path) -> tuple[str, str | None]:
    """The SHA-256 of the file, and its encoding where it can be told from its bytes."""
    digest = hashlib.sha256()
    utf8 = getincrementaldecoder("utf-8")("strict")
    is_utf8 = True
    sample = b""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
            sample = sample or block
            if is_utf8:
                try:
                    utf8.decode(block)
                except UnicodeDecodeError:
                    is_utf8 = False
    if is_utf8:
        try:
            utf8.decode(b"", final=True)
        except UnicodeDecodeError:
            is_utf8 = False
    return digest.hexdigest(), _marked(sample) or ("utf-8" if is_utf8 else _western(path))


def _marked(sample: bytes) -> str | None:
    """Encodings that show themselves by a byte order mark, or by the zeros of two-byte text."""
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe\x00\x00", "utf-32"),
        (b"\x00\x00\xfe\xff", "utf-32"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if sample.startswith(mark):
            return encoding
    if len(sample) >= 4 and len(sample) % 2 == 0:
        zeros_at = sample[0::2].count(0), sample[1::2].count(0)
        if max(zeros_at) > len(sample) * 0.3 and min(zeros_at) < len(sample) * 0.05:
            return "utf-16-be" if zeros_at[0] > zeros_at[1] else "utf-16-le"
    return None


# Marks between two letters, and capitals after a small letter, are what other encodings look like when they are
# read as Western European text.
_NOT_WESTERN = re.compile(
    "[a-zß-öø-ÿ][\u0080-\u009f€‚ƒ„…†‡ˆ‰‹“”•–—˜™›¡¢£¤¥¦§¨©ª«¬®¯°±²³´µ¶·¸¹º»¼½¾¿×÷ŠŽŒŸÀ-ÖØ-Þ][a-zß-öø-ÿ]"
    "|[¢£¤¥¦¬¯±¸¹¼¾×÷ÐðÞþ][a-zA-Z]|[À-ÖØ-öø-ÿ]{3}"
)


def _western(path: Path) -> str | None:
    """cp1252 when the whole file reads as Western European text in it; None when something speaks against it."""
    try:
        with path.open(encoding="cp1252", errors="strict", newline="") as file:
            while text := file.read(_BLOCK):
                if _NOT_WESTERN.search(text):
                    return None
    except UnicodeDecodeError:
        return None
    return "cp1252"


def _checked(path: Path, encoding: str) -> str:
    try:
        with path.open(encoding=encoding, errors="strict", newline="") as file:
            while file.read(_BLOCK):
                pass
    except LookupError:
        raise UnreadableFile(f"“{encoding}” is no known encoding. Nothing was saved.") from None
    except UnicodeError as error:
        raise UnreadableFile(
            f"{path.name} is not {encoding} throughout ({error}). Nothing was saved."
        ) from error
    return encoding


def _tell_delimiter(path: Path, encoding: str) -> tuple[str, int]:
    """The delimiter that gives most rows the heading's number of columns, and how many lines stand above it."""
    with path.open(encoding=encoding, newline="") as file:
        first = file.readline(LONGEST_CELL)
    said = re.fullmatch(r"\ufeff?sep=(.)\s*", first)
    if said:
        return said[1], 1
    best: tuple[float, int, str] = (0.0, 1, "")
    for delimiter in _DELIMITERS:
        if delimiter not in first:
            continue
        widths = _widths(path, encoding, delimiter)
        if widths and widths[0] > 1:
            alike = sum(width == widths[0] for width in widths) / len(widths)
            best = max(best, (round(alike, 2), widths[0], delimiter))
    if not best[2]:
        raise UnreadableFile(
            f"{path.name} has one column only, or columns set apart by something unusual. Nothing was saved. Save it "
            "as CSV with commas, semicolons or tabs between the columns."
        )
    return best[2], 0


def _widths(path: Path, encoding: str, delimiter: str) -> list[int]:
    try:
        return [len(line.cells) for line in islice(_records(path, encoding, delimiter), 200) if line.cells]
    except UnreadableFile:
        return []


def _records(path: Path, encoding: str, delimiter: str) -> Iterator[Line]:
    csv.field_size_limit(LONGEST_CELL)
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        start = 1
        try:
            for cells in reader:
                yield Line(start, cells if any(cell.strip() for cell in cells) else [])
                start = reader.line_num + 1
        except csv.Error as error:
            raise UnreadableFile(
                f"{path.name} cannot be read from line {start} on ({error}). Nothing was saved. Mend the quotes or "
                "the length of that row."
            ) from error
