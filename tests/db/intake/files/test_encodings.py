"""A file in any usual encoding is told right, or asked about; named by the person it is always read right."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from db.intake.reading import open_table
from meeting.errors import UnreadableFile

PLAIN = "reference,customer,promised_on\n1,Alpha & Sons,2026-11-22\n2,Beta,2026-11-23\n"
WESTERN = "reference,customer,what\n1,König Essen,Größe: 5 €\n2,Café Crème,“gut” – déjà vu\n3,Señor Ñandú,São João\n"
LATIN = "reference,customer,what\n1,Königlich Essen,Größe: 5 £\n2,Café Crème,déjà vu\n"
EURO = "reference,customer,what\n1,König GmbH,5 €\n2,Müller,10 €\n"
POLISH = "reference,customer,what\n1,Żółta łódź,Książki i gęśle\n2,Gdańsk,Świętokrzyska\n"
CZECH = "reference,customer,what\n1,Dvořák s. r. o.,Plzeň\n2,Jiří Němec,příliš žluťoučký kůň\n"
RUSSIAN = "reference,customer,what\n1,Рога и копыта,Москва\n2,Петров,улица Ленина\n"
JAPANESE = "reference,customer,what\n1,株式会社アルファ,東京都\n2,山田商店,部品の納期\n"
CHINESE = "reference,customer,what\n1,北京有限公司,交货延迟\n2,上海贸易,零件\n"
GERMAN = "reference,customer,what\n1,König & Söhne,Straße\n2,Müller,für die Übergabe\n"
EVERYTHING = "reference,customer,what\n1,Żółw Größe Москва 東京 😀,שלום\n2,e\u0301,العربية\n"


def read(path: Path, contents: bytes, *, encoding: str | None = None) -> str:
    path.write_bytes(contents)
    table = open_table(path, encoding=encoding)
    return "".join(",".join(row) + "\n" for row in (table.heading, *(line.cells for line in table.lines())))


@pytest.mark.parametrize(
    ("text", "encoding", "told"),
    [
        (PLAIN, "ascii", "utf-8"),
        (EVERYTHING, "utf-8", "utf-8"),
        (EVERYTHING, "utf-8-sig", "utf-8-sig"),
        (EVERYTHING, "utf-16", "utf-16"),
        (PLAIN, "utf-16-le", "utf-16-le"),
        (PLAIN, "utf-16-be", "utf-16-be"),
        (WESTERN, "utf-16-le", "utf-16-le"),
        (RUSSIAN, "utf-16-le", "utf-16-le"),
        (RUSSIAN, "utf-16-be", "utf-16-be"),
        (CHINESE, "utf-16-le", "utf-16-le"),
        (EVERYTHING, "utf-32", "utf-32"),
        (WESTERN, "cp1252", "cp1252"),
        (LATIN, "latin-1", "cp1252"),
        (GERMAN, "cp1252", "cp1252"),
        (GERMAN, "latin-1", "cp1252"),
    ],
)
def test_an_encoding_that_shows_itself_is_read_without_a_question(
    tmp_path: Path, text: str, encoding: str, told: str
) -> None:
    assert read(tmp_path / "a.csv", text.encode(encoding)) == text
    assert open_table(tmp_path / "a.csv").encoding == told


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (codecs.BOM_UTF8, "utf-8"),
    ],
)
@pytest.mark.parametrize("named", [False, True])
def test_a_mark_is_no_part_of_the_first_column(
    tmp_path: Path, mark: bytes, encoding: str, named: bool
) -> None:
    text = EVERYTHING.replace("reference", '"reference"', 1)
    said = encoding if named else None
    assert read(tmp_path / "a.csv", mark + text.encode(encoding), encoding=said) == EVERYTHING


OTHERS = [
    *((POLISH, encoding) for encoding in ("cp1250", "iso8859-2", "cp852", "mac_latin2", "iso8859-16")),
    *((CZECH, encoding) for encoding in ("cp1250", "iso8859-2", "cp852")),
    *((RUSSIAN, encoding) for encoding in ("cp1251", "koi8-r", "iso8859-5", "cp866", "mac_cyrillic")),
    *((JAPANESE, encoding) for encoding in ("shift_jis", "cp932", "euc_jp")),
    *((CHINESE, encoding) for encoding in ("gb18030", "gbk", "big5hkscs")),
    *((GERMAN, encoding) for encoding in ("cp850", "cp437", "mac_roman")),
    *((EURO, encoding) for encoding in ("iso8859-15",)),
    *((EVERYTHING, encoding) for encoding in ("utf-32-le", "utf-32-be")),
]


@pytest.mark.parametrize(("text", "encoding"), OTHERS)
def test_an_encoding_that_does_not_show_itself_is_asked_for_and_then_read(
    tmp_path: Path, text: str, encoding: str
) -> None:
    path = tmp_path / "a.csv"
    with pytest.raises(UnreadableFile, match=r"cannot be told for certain. Nothing was saved. Name it"):
        read(path, text.encode(encoding, errors="replace"))
    written = text.encode(encoding, errors="replace")
    assert read(path, written, encoding=encoding) == written.decode(encoding)


@pytest.mark.parametrize(
    ("word", "encoding"),
    [
        *(
            ("Łódź", "cp1250"),
            ("Gdańsk", "cp1250"),
            ("Poznań", "cp1250"),
            ("Wałęsa", "cp1250"),
            ("Jaś", "cp1250"),
        ),
        *(
            ("Jiří", "cp1250"),
            ("Dvořák", "cp1250"),
            ("Němec", "cp1250"),
            ("kůň", "cp1250"),
            ("Žižka", "cp1250"),
        ),
        *(
            ("Győr", "cp1250"),
            ("Рим", "cp1251"),
            ("мир", "koi8-r"),
            ("Straße", "cp850"),
            ("Straße", "mac_roman"),
        ),
        *(
            ("König", "cp850"),
            ("Müller", "cp437"),
            ("Jäger", "mac_roman"),
            ("Ärzte", "mac_roman"),
            ("Über", "cp850"),
        ),
        *(("Österreich", "mac_roman"), ("œuvre", "iso8859-15"), ("10 €", "iso8859-15"), ("Şişli", "cp1254")),
        *(
            ("München", "cp850"),
            ("Käse", "cp437"),
            ("Größe", "cp850"),
            ("Grüße", "mac_roman"),
            ("Übung", "mac_roman"),
        ),
        *(
            ("株", "shift_jis"),
            ("東京", "shift_jis"),
            ("北京", "gb18030"),
            ("서울", "euc-kr"),
            ("Αθήνα", "cp1253"),
        ),
    ],
)
def test_one_foreign_word_is_enough_to_ask(tmp_path: Path, word: str, encoding: str) -> None:
    text = f"reference,customer\n1,Alpha\n2,{word}\n3,Beta\n"
    with pytest.raises(UnreadableFile, match=r"cannot be told for certain"):
        read(tmp_path / "a.csv", text.encode(encoding))
    assert read(tmp_path / "a.csv", text.encode(encoding), encoding=encoding) == text


ALL = [
    (EVERYTHING, e)
    for e in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "UTF8", "gb18030")
]
ALL += [
    (WESTERN, "cp1252"),
    (LATIN, "latin-1"),
    (LATIN, "iso-8859-1"),
    (EURO, "iso-8859-15"),
    (PLAIN, "ascii"),
]


@pytest.mark.parametrize(("text", "encoding"), ALL)
def test_an_encoding_the_person_names_is_the_one_it_is_read_in(
    tmp_path: Path, text: str, encoding: str
) -> None:
    assert read(tmp_path / "a.csv", text.encode(encoding), encoding=encoding) == text


@pytest.mark.parametrize(
    "named", ["klingon", "", "hex", "rot13", "idna", "utf-7", "unicode_escape", "utf-8\0", "undefined"]
)
def test_what_is_no_encoding_is_refused(tmp_path: Path, named: str) -> None:
    if named:
        with pytest.raises(UnreadableFile, match=r"is no known encoding. Nothing was saved"):
            read(tmp_path / "a.csv", PLAIN.encode(), encoding=named)
    else:
        assert read(tmp_path / "a.csv", PLAIN.encode(), encoding=named) == PLAIN


@pytest.mark.parametrize("named", ["cp1252", "utf-16-be", "ascii", "latin-1"])
def test_a_mark_that_speaks_against_the_named_encoding_is_refused(tmp_path: Path, named: str) -> None:
    with pytest.raises(UnreadableFile, match=r"starts with the mark of utf-8-sig.*Nothing was saved. Leave"):
        read(tmp_path / "a.csv", PLAIN.encode("utf-8-sig"), encoding=named)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_a_letter_cut_in_two_at_the_end_is_noticed(tmp_path: Path, encoding: str) -> None:
    with pytest.raises(UnreadableFile, match=r"Nothing was saved"):
        read(tmp_path / "a.csv", EVERYTHING.rstrip().encode(encoding)[:-1], encoding=encoding)
