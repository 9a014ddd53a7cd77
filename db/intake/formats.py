"""What a file is, told by its first bytes and never by its name; all that is neither CSV nor XLSX is refused."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NoReturn

from meeting.errors import UnreadableFile

ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SAVE = "Open it in its program and save it as CSV or as an Excel workbook (.xlsx)."
_EXPORT = "Bring in a table: export it and save it as CSV."
_UNPACK = "Unpack it and bring in the file that is in it; if that is no table either, save it as CSV."
_SIGNS = {
    b"%PDF": ("a PDF", _EXPORT),
    b"%!PS": ("a file for a printer", _EXPORT),
    b"\x1f\x8b": ("a compressed file", _UNPACK),
    b"BZh": ("a compressed file", _UNPACK),
    b"\xfd7zXZ": ("a compressed file", _UNPACK),
    b"\x28\xb5\x2f\xfd": ("a compressed file", _UNPACK),
    b"7z\xbc\xaf\x27\x1c": ("a compressed file", _UNPACK),
    b"Rar!\x1a\x07": ("a compressed file", _UNPACK),
    b"PK\x05\x06": ("an empty ZIP archive", _UNPACK),
    b"PK\x07\x08": ("a part of a ZIP archive", _UNPACK),
    b"SQLite format 3\0": ("a database", _EXPORT),
    b"\0\x01\0\0Standard ": ("a database", _EXPORT),
    b"PAR1": ("a Parquet file", _EXPORT),
    b"\x09\x08\x08\0": ("an old Excel file", _SAVE),
    b"\x09\x08\x10\0": ("an old Excel file", _SAVE),
    b"\x09\x04\x06\0": ("an old Excel file", _SAVE),
    b"\x89PNG\r\n": ("a picture", _EXPORT),
    b"\xff\xd8\xff": ("a picture", _EXPORT),
    b"GIF87a": ("a picture", _EXPORT),
    b"GIF89a": ("a picture", _EXPORT),
    b"II*\0": ("a picture", _EXPORT),
    b"MM\0*": ("a picture", _EXPORT),
    b"RIFF": ("a picture, sound or film", _EXPORT),
    b"{\\rtf": ("a text document", _SAVE),
    b"\x7fELF": ("a program", _EXPORT),
}
_PICTURE_BMP = re.compile(rb"BM.{4}\0{4}", re.DOTALL)
_TEXTS = (
    (re.compile(r"<(!doctype\s+html|html|head|meta|table|body|style|script)\b", re.IGNORECASE), "a web page"),
    (re.compile(r"<\?xml|<!DOCTYPE|<!--|<[A-Za-z]\w*(:\w+)?(\s+[\w:]+=|>(?!\s*[,;\t|]))"), "an XML file"),
    (re.compile(r'\{\s*("|\}|$)|\[\s*(\{|\[|"|\]|$)'), "a JSON file"),
    (re.compile(r"MIME-Version:", re.IGNORECASE), "a web page"),
)


def refuse_other_formats(path: Path, start: bytes) -> None:
    """`start` is the first 4 kB. Raises UnreadableFile for what is neither text with columns nor a ZIP archive."""
    for sign, (what, instead) in _SIGNS.items():
        if start.startswith(sign):
            refuse(path, what, instead)
    if start.startswith(_OLD_OFFICE):
        _refuse_old_office(path)
    if _PICTURE_BMP.match(start):
        refuse(path, "a picture", _EXPORT)
    text = _as_text(start)
    for look, what in _TEXTS:
        if look.match(text):
            refuse(path, what, _SAVE if what == "a web page" else _EXPORT)


def refuse(path: Path, what: str, instead: str = _SAVE) -> NoReturn:
    raise UnreadableFile(
        f"{path.name} is {what}, neither a CSV file nor an Excel workbook. Nothing was saved. {instead}"
    )


def refuse_archive(path: Path, names: frozenset[str], *, mimetype: bytes) -> NoReturn:
    """A ZIP archive that is no Excel workbook: say what it is, by the names of its parts."""
    if mimetype.startswith(b"application/vnd.oasis.opendocument"):
        refuse(path, "an OpenDocument file (.ods)")
    for name, what in (
        ("xl/workbook.bin", "a binary Excel workbook (.xlsb)"),
        ("word/document.xml", "a Word document"),
        ("ppt/presentation.xml", "a presentation"),
        ("Index/Document.iwa", "a Numbers file"),
    ):
        if name in names:
            refuse(path, what)
    refuse(path, "a ZIP archive", _UNPACK)


def _refuse_old_office(path: Path) -> NoReturn:
    """The same container holds old files and encrypted new ones; its directory can stand at either end."""
    with path.open("rb") as file:
        ends = file.read(1 << 20)
        file.seek(max(0, path.stat().st_size - (1 << 20)))
        ends += file.read()
    if _ENCRYPTED in ends:
        refuse(path, "a password-protected Office file", "Take the password off in Excel and save it again.")
    refuse(path, "an old Excel or Office file (.xls)")


def _as_text(start: bytes) -> str:
    """Enough of the text to know a format that is written in plain letters."""
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if start.startswith(mark):
            return start[2:].decode(encoding, errors="replace").lstrip("\ufeff\0 \t\r\n")
    return start.removeprefix(b"\xef\xbb\xbf").decode("latin-1").lstrip("\0 \t\r\n")
