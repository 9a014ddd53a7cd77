"""What is no table is known by its content, whatever its name says, and refused with what to do instead."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import sqlite3
import zipfile
from pathlib import Path

import pytest

from db.intake import archive, reading
from db.intake.reading import open_table
from meeting.errors import UnreadableFile
from tests.db.intake.files.workbooks import write_parts

TABLE = b"reference,customer\n1,Alpha\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def zipped(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, contents in parts.items():
            archive.writestr(name.replace("__", "/"), contents)
    return file.getvalue()


def database() -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE orders (reference TEXT)")
    return bytes(connection.serialize())


OTHERS = {
    "old Excel": (OLE + bytes(2000), "an old Excel"),
    "bare old Excel": (b"\x09\x08\x10\0\0\6\5\0" + bytes(500), "an old Excel file"),
    "encrypted": (
        OLE + bytes(3000) + "EncryptedPackage".encode("utf-16-le") + bytes(900),
        "password-protected",
    ),
    "OpenDocument": (
        zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet", content=b"<x/>"),
        "an OpenDocument file",
    ),
    "binary workbook": (zipped(xl__workbook=b"", **{"xl/workbook.bin": b"x"}), "a binary Excel workbook"),
    "Word": (zipped(**{"word/document.xml": b"<x/>"}), "a Word document"),
    "Numbers": (zipped(**{"Index/Document.iwa": b"x"}), "a Numbers file"),
    "ZIP of a CSV": (zipped(**{"orders.csv": TABLE}), "a ZIP archive"),
    "empty ZIP": (zipped(), "an empty ZIP archive"),
    "gzip": (gzip.compress(TABLE), "a compressed file"),
    "bzip2": (bz2.compress(TABLE), "a compressed file"),
    "xz": (lzma.compress(TABLE), "a compressed file"),
    "7z": (b"7z\xbc\xaf\x27\x1c\0\4" + bytes(40), "a compressed file"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a PDF"),
    "PNG": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(100), "a picture"),
    "JPEG": (b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(100), "a picture"),
    "GIF": (b"GIF89a" + bytes(100), "a picture"),
    "BMP": (b"BM\x36\x10\0\0\0\0\0\0\x36\0\0\0" + bytes(100), "a picture"),
    "TIFF": (b"II*\0" + bytes(100), "a picture"),
    "web page as .xls": (b"<html xmlns:x='urn'><table><tr><td>1</td></tr></table></html>", "a web page"),
    "web page in UTF-16": ("\ufeff<!DOCTYPE html><table>".encode("utf-16-le"), "a web page"),
    "table alone": (b"\xef\xbb\xbf\n <table border=1><tr><td>1,2</td></tr></table>", "a web page"),
    "XML": (b'<?xml version="1.0"?><orders><order a="1,2"/></orders>', "an XML file"),
    "XML spreadsheet": (
        b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?><Workbook/>',
        "an XML",
    ),
    "XML without its first line": (b'<orders day="1,2"><order/></orders>', "an XML file"),
    "JSON": (b'{"orders": [{"reference": 1, "customer": "A"}]}', "a JSON file"),
    "JSON list": (b'[\n {"reference": 1, "customer": "A"}\n]', "a JSON file"),
    "SQLite": (database(), "a database"),
    "Parquet": (b"PAR1" + bytes(50) + b"PAR1", "a Parquet file"),
    "RTF": (b"{\\rtf1\\ansi reference, customer}", "a text document"),
}


@pytest.mark.parametrize("kind", OTHERS)
@pytest.mark.parametrize("name", ["orders.csv", "orders.xlsx"])
def test_another_format_is_known_under_any_name(tmp_path: Path, kind: str, name: str) -> None:
    contents, what = OTHERS[kind]
    (tmp_path / name).write_bytes(contents)
    with pytest.raises(UnreadableFile) as error:
        open_table(tmp_path / name)
    said = str(error.value)
    assert f"{name} is " in said
    assert what in said
    assert "Nothing was saved." in said
    assert said.rpartition("Nothing was saved.")[2].strip()


@pytest.mark.parametrize(
    "heading",
    ["[order id],[customer]", "{id},customer", "BM,customer", "<id>,<customer>", "PK,customer", "MM*,x"],
)
def test_a_heading_that_only_looks_like_another_format_is_read(tmp_path: Path, heading: str) -> None:
    (tmp_path / "a.csv").write_text(f"{heading}\n1,Alpha\n")
    assert ",".join(open_table(tmp_path / "a.csv").heading) == heading


def test_a_file_above_the_limit_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (tmp_path / "a.csv").open("wb") as file:
        file.write(TABLE)
        file.truncate(reading.LARGEST_FILE + 1)  # Sparse: it takes no room on the disk.
    monkeypatch.setattr(reading, "_digest_and_encoding", None)
    with pytest.raises(UnreadableFile, match=r"larger than 1 GB. Nothing was saved. Split it"):
        open_table(tmp_path / "a.csv")


def test_a_workbook_above_the_limit_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_parts(tmp_path / "a.xlsx", {})
    monkeypatch.setattr(archive, "LARGEST_WORKBOOK", 500)
    monkeypatch.setattr(archive, "ZipFile", None)
    with pytest.raises(UnreadableFile, match=r"larger than .* Nothing was saved. Save the sheet as CSV"):
        open_table(tmp_path / "a.xlsx")


def test_more_rows_than_are_taken_at_once_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST_ROWS", 10)
    path = tmp_path / "a.csv"
    path.write_text("reference,customer\n" + "1,A\n" * 10)
    assert len(list(open_table(path).lines())) == 10
    path.write_text("reference,customer\n" + "1,A\n" * 11)
    with pytest.raises(UnreadableFile, match=r"more than 10 rows. Nothing was saved. Split it"):
        list(open_table(path).lines())


@pytest.mark.parametrize(
    "row", ["," * 8_000_001, '"\n",' * 2_000_001, "x" * 8_000_001], ids=["commas", "lines", "cell"]
)
def test_a_row_without_an_end_does_not_fill_the_memory(tmp_path: Path, row: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"reference,customer\n1,Alpha\n2,{row}\n")
    with pytest.raises(UnreadableFile, match=r"cannot be read from line 3 on .*Nothing was saved"):
        list(open_table(path).lines())
