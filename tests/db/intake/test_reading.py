"""A file is read cell by cell as it was written, or refused as a whole, saying what to do instead."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from db.intake.lines import Line
from db.intake.reading import Table, open_table
from meeting.errors import UnreadableFile

CELLS = [
    ["reference", "customer", "promised_on"],
    ["1", "Bólido Comidas préparadas", "2026-11-22"],
    ["2", "Königlich Essen – “gut”", "2026-11-23"],
    ["3", "Café, Straße & Söhne", "2026-11-24"],
]
RUSSIAN = "reference,customer,promised_on\n1,Рога и копыта,2026-11-22\n2,Москва,2026-11-23\n"
POLISH = "reference,customer,promised_on\n1,Żółta łódź,2026-11-22\n2,Książki i gęśle,2026-11-23\n"


def written(rows: list[list[str]], *, delimiter: str = ",", end: str = "\n") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(rows)
    return text.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "promises.csv"


def read(file: Path, contents: str | bytes, *, encoding: str | None = None) -> list[list[str]]:
    """Heading and rows."""
    table = opened(file, contents, encoding=encoding)
    return [list(table.heading), *(line.cells for line in table.lines())]


def opened(file: Path, contents: str | bytes, *, encoding: str | None = None) -> Table:
    file.write_bytes(contents.encode() if isinstance(contents, str) else contents)
    return open_table(file, encoding=encoding)


def refused(file: Path, contents: str | bytes, *, encoding: str | None = None) -> str:
    with pytest.raises(UnreadableFile) as error:
        read(file, contents, encoding=encoding)
    said = str(error.value)
    assert "Nothing was saved" in said
    return said


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_an_encoding_that_can_be_told_is_told(file: Path, encoding: str, end: str) -> None:
    assert read(file, written(CELLS, end=end).encode(encoding)) == CELLS


@pytest.mark.parametrize("mark", [b"\xfe\xff", b"\xff\xfe"])
def test_both_orders_of_two_bytes_are_told_by_their_mark(file: Path, mark: bytes) -> None:
    encoding = "utf-16-be" if mark == b"\xfe\xff" else "utf-16-le"
    assert read(file, mark + written(CELLS).encode(encoding)) == CELLS


def test_plain_letters_are_the_same_in_every_encoding(file: Path) -> None:
    assert read(file, b"reference,customer\n1,Alpha\n") == [["reference", "customer"], ["1", "Alpha"]]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "iso8859-5"),
        (POLISH, "cp1250"),
        (POLISH, "iso8859-2"),
        ("reference,customer\n1,Αθήνα και Σία\n", "cp1253"),
        ("reference,customer\n1,株式会社アルファ\n", "shift_jis"),
        ("reference,customer\n1,Königlich Essen\n2,Søren Åkjær\n", "cp850"),
        ("reference,customer\n1,Žlutý kůň s. r. o.\n2,Příliš žluťoučký\n", "cp1250"),
        ("reference,customer\n1,Győri Kft.\n", "cp1250"),
        ("reference,customer\n1,König & Söhne\n", "mac_roman"),
        ("reference,customer\n1,Café Crème\n", "mac_roman"),
        ("reference,customer\n1,König & Söhne\n", "cp437"),
        ("reference,customer\n1,Güneş Ticaret\n", "cp1254"),
        ("reference,customer\n1,Šiauliai UAB\n", "cp1257"),
        ("reference,customer\n1,שלום\n", "cp1255"),
        ("reference,customer\n1,北京有限公司\n", "gbk"),
        ("reference,customer\n1,서울 주식회사\n", "euc-kr"),
    ],
)
def test_an_encoding_that_cannot_be_told_is_asked_for_and_then_read(
    file: Path, text: str, encoding: str
) -> None:
    said = refused(file, text.encode(encoding))
    assert "its encoding cannot be told for certain" in said
    assert "--encoding" in said
    assert read(file, text.encode(encoding), encoding=encoding) == list(csv.reader(text.splitlines()))


@pytest.mark.parametrize(
    "text",
    [
        *(
            "São Paulo",
            "SÃO JOÃO",
            "Põe as mãos",
            "ÉCOLE FRANÇAISE",
            "œuf à la coque",
            "l’été",
            "Señor Ñandú",
        ),
        *("¡Hola! ¿Qué?", "Ænes Åkjær", "Søren Ø", "“gut” – sagt er", "„gut“, sagte sie", "100 % – ½ Preis"),
        *(
            "10 €",
            "5 °C, §5",
            "Niño®",
            "Café™",
            "2×3 m²",
            "Fußgängerübergänge",
            "créée",
            "MÜLLER GMBH & CO. KG",
        ),
        *(
            "N°Client",
            "O´Brien",
            "10 £ – 20 £",
            "Köln–Bonn",
            "1.º andar",
            "A·B",
            "Ça ira…",
            "Zürich • Genève",
        ),
    ],
)
def test_western_texts_are_told_in_cp1252(file: Path, text: str) -> None:
    rows = [["reference", "customer"], ["1", text]]
    assert read(file, written(rows).encode("cp1252")) == rows


def test_a_broken_letter_deep_in_a_file_is_noticed_before_anything_is_taken(file: Path) -> None:
    rows = written([CELLS[0], *([["9", "Łódź " * 20, "2026-11-22"]] * 20_000)]).encode()
    assert len(rows) > 2 << 20
    assert "cannot be told for certain" in refused(file, rows + b"10,\xa3\xf3d\x9f,2026-11-22\n")


@pytest.mark.parametrize(
    ("contents", "encoding", "why"),
    [
        (b"\xef\xbb\xbfreference,customer\n1,K\xf6nig\n", None, r"is not utf-8-sig throughout"),
        ("reference,customer\n1,Alpha\n".encode("utf-16") + b"\n", None, r"is not utf-16 throughout"),
        (written(CELLS).encode("cp1252"), "utf-8", r"is not utf-8 throughout"),
        (written(CELLS).encode(), "ascii", r"is not ascii throughout"),
        (written(CELLS).encode(), "klingon", r"“klingon” is no known encoding"),
        (written(CELLS).encode(), "hex", r"“hex” is no known encoding"),
    ],
)
def test_a_file_that_is_not_throughout_in_its_encoding_is_refused(
    file: Path, contents: bytes, encoding: str | None, why: str
) -> None:
    assert why in refused(file, contents, encoding=encoding)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_usual_delimiter_is_told(file: Path, delimiter: str) -> None:
    table = opened(file, written(CELLS, delimiter=delimiter))
    assert table.delimiter == delimiter
    assert [list(table.heading), *(line.cells for line in table.lines())] == CELLS


def test_a_delimiter_within_the_texts_does_not_lead_astray(file: Path) -> None:
    rows = [["reference", "customer", "what, or why"], ["1", "A, B, C and D", "x,y,z"], ["2", "E, F", "1,5"]]
    assert read(file, written(rows, delimiter=";")) == rows
    rows = [["reference", "customer", "what; or why"], ["1", "A; B", "x;y"], ["2", "E; F", "1;5"]]
    assert read(file, written(rows)) == rows


def test_a_line_that_names_the_delimiter_is_believed(file: Path) -> None:
    table = opened(file, "sep=;\nreference;customer, if any\n1;Alpha\n")
    assert (table.delimiter, table.heading, table.heading_line) == (";", ("reference", "customer, if any"), 2)
    assert [(line.number, line.cells) for line in table.lines()] == [(3, ["1", "Alpha"])]
    assert opened(file, "\ufeffsep=|\r\nreference|customer\r\n1|Alpha\r\n").delimiter == "|"


def test_a_cell_of_several_lines_stays_whole_and_lines_are_numbered_as_in_an_editor(file: Path) -> None:
    table = opened(file, 'reference,text\n1,"one\ntwo\r\n\nfour"\n2,five\n\n \n3,"six\n"\n4,seven\n')
    assert list(table.lines()) == [
        Line(2, ["1", "one\ntwo\r\n\nfour"]),
        Line(6, ["2", "five"]),
        Line(9, ["3", "six\n"]),
        Line(11, ["4", "seven"]),
    ]


def test_quotes_and_delimiters_within_quotes_belong_to_the_text(file: Path) -> None:
    assert read(file, 'reference,text\n1,"He said ""now"", then left"\n2,5" pipe\n3,\'a\'\n')[1:] == [
        ["1", 'He said "now", then left'],
        ["2", '5" pipe'],
        ["3", "'a'"],
    ]


@pytest.mark.parametrize(
    "row", ['1,"never closed\n2,Beta\n', '1,"closed" too early\n2,Beta\n', '1,Alpha\n2,"Beta']
)
def test_quotes_that_do_not_match_are_refused_naming_the_line(file: Path, row: str) -> None:
    said = refused(file, "reference,customer\n" + row)
    assert "cannot be read from line " in said
    assert "Mend the quotes" in said


def test_a_cell_longer_than_any_text_is_refused_naming_the_line(file: Path) -> None:
    said = refused(file, f"reference,customer\n1,Alpha\n2,{'x' * 1_000_001}\n")
    assert "cannot be read from line 3" in said
    assert read(file, f"reference,customer\n1,{'x' * 999_999}\n")[1][1] == "x" * 999_999


def test_blanks_around_the_names_of_columns_do_not_count(file: Path) -> None:
    assert opened(file, " reference , customer\n1,Alpha\n").heading == ("reference", "customer")


def test_no_cell_is_moved_where_every_row_is_too_long(file: Path) -> None:
    table = opened(file, "reference,customer\n1,Alpha,2026-11-22\n2,Beta,2026-11-23\n")
    assert [line.cells for line in table.lines()] == [
        ["1", "Alpha", "2026-11-22"],
        ["2", "Beta", "2026-11-23"],
    ]


def test_words_that_mean_nothing_elsewhere_stay_words(file: Path) -> None:
    words = ["NA", "None", "null", "nan", "TRUE", "007", "1e5", "-", "#N/A", "inf", " x "]
    assert read(file, written([["reference", "word"], *([str(at), word] for at, word in enumerate(words))]))[
        1:
    ] == [[str(at), word] for at, word in enumerate(words)]


@pytest.mark.parametrize("contents", ["reference\n1\n2\n", "reference\n", "Our promises\n\n1,2\n", "x"])
def test_a_file_of_one_column_is_refused(file: Path, contents: str) -> None:
    assert "has one column only" in refused(file, contents)


def test_an_empty_file_is_refused(file: Path) -> None:
    assert "is empty" in refused(file, b"")


@pytest.mark.parametrize("contents", ["\n", "\r\n\r\n", ",,,\n,,,\n", "\ufeff", "sep=;\n", " \n"])
def test_a_file_of_blanks_is_refused(file: Path, contents: str) -> None:
    refused(file, contents)


@pytest.mark.parametrize(
    ("start", "what"),
    [
        (b"PK\x03\x04" + bytes(100), "a ZIP archive or an Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "an old Excel"),
        (b"%PDF-1.7\n" + bytes(100), "a PDF"),
        (b"\x1f\x8b\x08\x00" + bytes(100), "a compressed file"),
        (b"SQLite format 3\0" + bytes(100), "a database"),
    ],
)
def test_a_file_of_another_kind_is_named_and_refused(file: Path, start: bytes, what: str) -> None:
    said = refused(file, start)
    assert f"is {what}" in said
    assert "save it as CSV" in said


def test_a_picture_is_refused(file: Path) -> None:
    refused(file, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 20)


def test_a_file_that_is_not_there_or_a_folder_is_refused(file: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"cannot be read .*Nothing was saved"):
        open_table(file)
    with pytest.raises(UnreadableFile, match=r"cannot be read .*Nothing was saved"):
        open_table(file.parent)


def test_the_digest_tells_files_apart_by_their_bytes_alone(file: Path) -> None:
    first = opened(file, written(CELLS)).digest
    assert opened(file.with_name("renamed.csv"), written(CELLS)).digest == first
    assert opened(file, written(CELLS[:-1])).digest != first
