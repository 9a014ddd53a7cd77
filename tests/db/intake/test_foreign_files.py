"""Files as help desks, shops and order systems write them: the board they give is right, or a question comes first."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from db.engine import Store, open_store, reading
from db.intake.asking import Unclear
from db.intake.fields import Kind
from db.intake.report import Report
from db.intake.rows import Options
from db.intake.taking import bring_in
from db.models import Complaint, Customer, Promise, Win
from db.queries import figures
from meeting.permissions import COMMAND_LINE
from meeting.settings import Settings
from meeting.weeks import parse_week
from tests.db.intake.files.workbooks import write_rows
from tests.db.stores import rows_of
from tests.stores import new_store

TODAY = date(2026, 12, 1)
NOON = "2026-12-01T12:00:00+00:00"
NEED_NO_QUESTION = [
    *("01_german_cp1252.csv", "03_francais.csv", "05_title_header4_totals.xlsx", "06_two_sheets.xlsx"),
    *("08_serial_numbers.xlsx", "12_zendesk.csv", "14_hubspot_tickets.csv", "17_jira.csv"),
    *("18_servicenow_incident.csv", "21_sap_va05.csv", "23_sap_yyyymmdd.csv", "26_epoch_ms.csv"),
    *("38_na_words.csv", "47_wished_and_confirmed.csv"),
]
"""What the columns and cells say by themselves: status words, lines of an order and other number spaces are asked."""

Take = Callable[..., tuple[Report, Store]]


@pytest.fixture
def take(tmp_path: Path) -> Any:
    """Brings one file into a new store, as of 1 December 2026 in UTC."""
    opened: list[Store] = []

    def bring(path: Path, kind: Kind, **maps: str) -> tuple[Report, Store]:
        settings = Settings(tmp_path / f"{len(opened)}.db", None, NOON)
        new_store(settings)
        store = open_store(settings)
        opened.append(store)
        report, _ = bring_in(
            store, path, kind=kind, source="main", options=Options(maps, {}, None), actor=COMMAND_LINE
        )
        return report, store

    yield bring
    for store in opened:
        store.close()


def board(store: Store, week: str) -> dict[str, int]:
    with reading(store) as session:
        (found,) = figures.week_figures(session, [parse_week(week)], as_of=TODAY)
    return {"kept": found.runs, "missed": found.promises.missed, "withdrawn": found.promises.withdrawn}


def complaints_of(store: Store) -> Counter[bool]:
    """{whether it is resolved: how many}."""
    return Counter(row["resolved_on"] is not None for row in rows_of(store, Complaint))


def expected(samples: Path) -> dict[str, Any]:
    said = json.loads((samples / "foreign" / "expected.json").read_text(encoding="utf-8"))
    return {each["file"]: each for each in said}


@pytest.mark.parametrize("name", NEED_NO_QUESTION)
def test_a_foreign_file_gives_the_right_board_without_a_question(
    samples: Path, take: Take, name: str
) -> None:
    said = expected(samples)[name]
    kind = Kind(said["kind"])
    report, store = take(samples / "foreign" / name, kind)
    for week, counts in said["expect"].get("promises", {}).items():
        assert counts.items() <= board(store, week).items()
    for week, counts in said["expect"].get("complaints", {}).items():
        assert {row["received_week"] for row in rows_of(store, Complaint)} == {week}
        assert complaints_of(store)[False] == counts["open"]
        assert complaints_of(store).total() == counts["received"]
    assert report.refused == (1 if name == "38_na_words.csv" else 0)


def test_a_customer_of_a_help_desk_is_the_organisation_and_the_words_are_those_of_the_ticket(
    samples: Path, take: Take
) -> None:
    for name in ("12_zendesk.csv", "14_hubspot_tickets.csv", "17_jira.csv", "18_servicenow_incident.csv"):
        _, store = take(samples / "foreign" / name, Kind.COMPLAINTS)
        assert {row["name"] for row in rows_of(store, Customer)} == {"Acme", "Beta"}
        assert all(row["text"] for row in rows_of(store, Complaint))
    resolved = {str(row["resolved_on"]) for row in rows_of(store, Complaint)}
    assert resolved == {"2026-11-23", "None"}


FRESHDESK = """Ticket ID,Subject,Status,Priority,Type,Agent,Group,Created time,Due by Time,Resolved time,Closed time,\
Initial response time,First response time (in hrs),Resolution time (in hrs),Tags,Full name,Email,Company Name
1,Saw broken,Closed,Urgent,Problem,Bob,Desk,2026-11-23 09:15:00,2026-11-24 09:15:00,2026-11-24 10:00:00,\
2026-11-27 10:00:00,2026-11-23 10:00:00,00:45:00,24:45:00,saw,Jane Doe,jane@acme.example,Acme
2,No invoice,Open,Low,Question,No Agent,Desk,2026-11-24 09:15:00,,,,,,,,Max Roe,max@beta.example,Beta
"""
SALESFORCE = """"Case Number","Account Name","Contact Name","Subject","Priority","Date/Time Opened","Date/Time Closed",\
"Age","Open","Closed","Case Owner","Status"
"00001001","Acme","Jane Doe","Saw broken","High","11/23/2026, 9:15 AM","11/25/2026, 9:15 AM","2","0","1","Bob","Closed"
"00001002","Beta","Max Roe","No invoice","Low","11/24/2026, 4:15 PM","","7","1","0","Bob","New"
"Total","","","","","","","9","","","",""
"""
ZOHO = """Ticket Id,Ticket Reference Id,Subject,Contact Name,Account Name,Email,Status,Priority,Ticket Owner,\
Created Time,Modified Time,Ticket Closed Time,Due Date,Is Overdue
881,#101,Saw broken,Jane,Acme,jane@acme.example,Closed,High,Bob,23 Nov 2026 09:15 AM,25 Nov 2026 09:15 AM,\
25 Nov 2026 09:15 AM,30 Nov 2026 09:15 AM,false
882,#102,No invoice,Max,Beta,max@beta.example,Open,Low,Bob,24 Nov 2026 04:15 PM,24 Nov 2026 04:15 PM,-,,false
"""
DUTCH_COMPLAINTS = """Klachtnummer;Klant;Ontvangen op;Prioriteit;Omschrijving;Opgelost op
K1;Acme;23-11-2026;hoog;Zaag kapot;25-11-2026
K2;Beta;24-11-2026;laag;Geen factuur;nog niet
"""
GERMAN_COMPLAINTS = """Reklamationen KW 48;;;;
;;;;
Reklamations-Nr.;Kunde;Eingangsdatum;Priorität;Erledigt am
R1;Acme;Mo., 23.11.2026;dringend;Mi., 25.11.2026
R2;Beta;Di., 24.11.2026;niedrig;offen
Summe;;;;2
"""


@pytest.mark.parametrize("text", [FRESHDESK, SALESFORCE, ZOHO, DUTCH_COMPLAINTS, GERMAN_COMPLAINTS])
def test_complaints_of_other_help_desks_and_languages_are_read_right(
    take: Take, tmp_path: Path, text: str
) -> None:
    path = tmp_path / "complaints.csv"
    path.write_text(text, encoding="utf-8")
    report, store = take(path, Kind.COMPLAINTS)
    assert (report.rows, report.refused, report.unknown_words) == (2, 0, {})
    assert [str(row["received_on"]) for row in rows_of(store, Complaint)] == ["2026-11-23", "2026-11-24"]
    assert complaints_of(store) == {True: 1, False: 1}
    assert {row["name"] for row in rows_of(store, Customer)} == {"Acme", "Beta"}


SPANISH = """Nº de pedido;Cliente;Fecha prometida;Fecha de entrega real;Vendedor
1;Acme;16/11/2026;16/11/2026;Ana
2;Beta;17 de noviembre de 2026;20/11/2026;Ana
3;Gamma;20/11/2026;pendiente;Ana
Total;;;;3
"""
ITALIAN = """Numero ordine;Ragione sociale;Data consegna prevista;Consegnato il
1;Acme;16-nov-2026;16/11/2026
2;Beta;17/11/2026;20/11/2026
3;Gamma;20/11/2026;non ancora
"""
DUTCH = """Ordernummer;Klantnaam;Toegezegde leverdatum;Gewenste leverdatum;Geleverd op
1;Acme;ma 16-11-2026;13-11-2026;16-11-2026
2;Beta;di 17-11-2026;13-11-2026;20-11-2026
3;Gamma;vr 20-11-2026;13-11-2026;
"""
GERMAN = """Offene Aufträge, Stand 30.11.2026
erstellt von: Hana;Vertrieb

Auftrags-Nr.;Kd-Nr.;Firma;Wunschtermin;Bestätigter Liefertermin;Geliefert am
1;7001;Acme;13.11.2026;16.11.2026;16.11.2026
2;7002;Beta;13.11.2026;17.11.2026;20.11.2026
3;7003;Gamma;13.11.2026;20.11.2026;noch nicht
Summe;3;;;;
"""
SAP = """VBELN\tPOSNR\tKUNNR\tNAME1\tVDATU\tEDATU\tWADAT_IST
0001\t000010\t7001\tAcme\t20261113\t20261116\t20261116
0002\t000010\t7002\tBeta\t20261113\t20261117\t20261120
0003\t000010\t7003\tGamma\t20261113\t20261120\t00000000
"""
ENGLISH = """Order,Client,Promised day,Delivered day
1,Acme,46342,46342
2,Beta,2026-11-17,20 Nov 2026
3,Gamma,1795132800000,TBD
"""


@pytest.mark.parametrize("text", [SPANISH, ITALIAN, DUTCH, GERMAN, SAP, ENGLISH])
def test_promises_of_other_languages_and_systems_are_read_right(
    take: Take, tmp_path: Path, text: str
) -> None:
    path = tmp_path / "promises.csv"
    path.write_text(text, encoding="utf-8")
    report, store = take(path, Kind.PROMISES)
    assert (report.rows, report.refused) == (3, 0)
    days = {str(row["promised_on"]) for row in rows_of(store, Promise)}
    assert days == {"2026-11-16", "2026-11-17", "2026-11-20"}
    assert board(store, "2026-W47") == {"kept": 1, "missed": 2, "withdrawn": 0}


def test_a_german_workbook_with_titles_real_days_text_days_and_sums_is_read_right(
    take: Take, tmp_path: Path
) -> None:
    rows: list[list[Any]] = [
        ["Auftragsübersicht"],
        ["Stand:", date(2026, 11, 30)],
        [],
        ["Auftrag", "Kunde", "Liefertermin", "Lieferdatum", "Netto"],
        ["4711", "Bäckerei Müller", date(2026, 11, 16), "16.11.2026", 100],
        ["4712", "Größe & Söhne", "17.11.2026", date(2026, 11, 20), 50],
        ["4713", "Café Zoë", 46346, "-", 60],
        ["Gesamtsumme", None, None, None, 210],
        ["Seite 1 von 1"],
    ]
    report, store = take(write_rows(tmp_path / "a.xlsx", rows), Kind.PROMISES)
    assert (report.rows, report.refused, len(report.left_out)) == (3, 0, 4)
    assert board(store, "2026-W47") == {"kept": 1, "missed": 2, "withdrawn": 0}


WON = {
    "Pipedrive": """Deal - ID,Deal - Title,Deal - Organization,Deal - Owner,Deal - Value,Deal - Status,Deal - Won time
1,Acme 20 drills,Acme,Ana,1200,Won,2026-11-25 10:00:00
""",
    "Salesforce": """Opportunity ID,Opportunity Name,Account Name,Stage,Close Date,Opportunity Owner,Amount
0061,Acme 20 drills,Acme,Closed Won,25.11.2026,Ana,1200
""",
    "Zoho": """Record Id,Deal Name,Account Name,Stage,Closing Date,Deal Owner,Amount,Modified Time
zcrm_1,Acme 20 drills,Acme,Closed Won,2026-11-25,Ana,1200,2026-11-25 10:00:00
""",
}


@pytest.mark.parametrize("system", WON)
def test_deals_of_other_systems_are_read_right(take: Take, tmp_path: Path, system: str) -> None:
    path = tmp_path / "deals.csv"
    path.write_text(WON[system], encoding="utf-8")
    _, store = take(path, Kind.WINS)
    (win,) = rows_of(store, Win)
    assert (str(win["happened_on"]), win["text"]) == ("2026-11-25", "Acme 20 drills")
    assert [row["name"] for row in rows_of(store, Customer)] == ["Acme"]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (
            "Name,Created at,Fulfilled at,Financial Status,Lineitem name,Billing Name\n#1,2026-11-01,,paid,Saw,Jo\n",
            "promised_on",
        ),
        ("Order,Customer,Requested Date,Shipped date\n1,Acme,2026-11-16,\n", "promised_on"),
        ("Order,Customer,Delivery date\n1,Acme,2026-11-16\n", "promised_on"),
        ("Order,Customer,Due date,Delivery date\n1,Acme,2026-11-16,2026-11-16\n", "delivered_on"),
        ("Order,Customer,Due date,Expected date,Shipped\n1,Acme,2026-11-16,2026-11-17,\n", "promised_on"),
        ("Order,Customer,Due date,Shipped\n1,Acme,2026-11-16,yes\n2,Beta,2026-11-17,no\n", "delivered_on"),
        ("Order,Customer,Due date,Shipped\n1,Acme,03/04/2026,\n", "--date-format"),
        ("Order,Customer,Due date,Shipped\n1,Acme,KW 47,\n2,Beta,KW 48,\n", "--map promised_on"),
        ("Zakazka;Zakaznik;Termin dodani\n1;Acme;16.11.2026\n", "reference or customer"),
        ("Objednávka;Klient;Termín;Vydáno\n1;Acme;16.11.2026;\n", "reference"),
        ("Bestellung;Kunde;Lieferdatum;Versanddatum\n1;Acme;16.11.2026;16.11.2026\n", "promised_on"),
    ],
)
def test_what_cannot_be_told_is_asked_and_nothing_is_saved(
    take: Take, tmp_path: Path, text: str, asked: str
) -> None:
    path = tmp_path / "promises.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Unclear, match=rf"(?s){asked}") as error:
        take(path, Kind.PROMISES)
    assert "Nothing was saved" in str(error.value)
