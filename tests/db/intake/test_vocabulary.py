"""The usual names of columns and words of cells are data: unique, leading somewhere, and never two things at once."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from db.intake.asking import Unclear
from db.intake.candidates import HINTS, Hint, Sure, could_be
from db.intake.columns import guess_kind, match_columns
from db.intake.fields import FIELDS, STATUS, Holds, Kind, field_named
from db.intake.vocabulary import (
    FOLDER,
    LANGUAGES,
    SYSTEMS,
    Rank,
    column_key,
    months,
    system_of,
    systems,
    usual,
)

PARTS = ("second", "likely", "rivals")


def table(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def names(kind: str) -> set[str]:
    return {*(field.name for field in FIELDS[Kind(kind)]), *(hint.value for hint in HINTS[Kind(kind)])}


def matched(kind: Kind, heading: str) -> dict[str, str]:
    """{field that is kept: column} of a heading with `;` between its names."""
    matches = match_columns(kind, heading.split(";"), maps={})
    return {match.field.name: match.heading for match in matches if match.field.name != STATUS}


@pytest.mark.parametrize(
    ("kind", "heading", "status"),
    [
        (Kind.WINS, "Record ID;Deal Name;Deal Stage;Close Date;Deal owner;Associated Company", "Deal Stage"),
        (Kind.PROMISES, "Auftragsnummer;Kunde;Liefertermin;Geliefert am;Auftragsstatus", "Auftragsstatus"),
        (Kind.PROMISES, "Nº de pedido;Cliente;Fecha prometida;Fecha de entrega real;Estado", "Estado"),
    ],
)
def test_where_an_order_or_a_deal_stands_is_read_beside_its_fields(
    kind: Kind, heading: str, status: str
) -> None:
    found = {match.field.name: match.heading for match in match_columns(kind, heading.split(";"), maps={})}
    assert found[STATUS] == status


def test_every_file_of_words_is_read_and_there_are_six_languages() -> None:
    assert {path.stem for path in FOLDER.glob("*.toml")} == {*LANGUAGES, SYSTEMS}
    assert len({table(name)["language"] for name in LANGUAGES}) == len(LANGUAGES) == 6


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_of_a_language_leads_to_a_field_or_a_hint_once(language: str) -> None:
    for kind in Kind:
        part = table(language).get(kind, {})
        for headings in (part, *(part.get(name, {}) for name in PARTS)):
            seen: set[tuple[str, str]] = set()
            for name, each in headings.items():
                if name in (*PARTS, "beside", "words"):
                    continue
                assert name in names(kind), (language, kind, name)
                for heading in each:
                    assert column_key(heading), heading
                    assert (name, heading) not in seen
                    seen.add((name, heading))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_a_language_means_something_that_its_field_has(language: str) -> None:
    for kind in Kind:
        for name, meanings in table(language).get(kind, {}).get("words", {}).items():
            field = field_named(kind, name)
            assert field is not None
            assert field.holds is Holds.WORD
            said = [word for words in meanings.values() for word in words]
            assert len(said) == len({*said})
            assert all(word == word.lower() for word in said)
            assert {*meanings} <= {*field.words.values()}


@pytest.mark.parametrize("kind", Kind)
def test_no_name_means_two_things_in_any_languages_without_a_question(kind: Kind) -> None:
    own = {column_key(field.name): field.name for field in FIELDS[kind]}
    for key, said in usual(kind).items():
        # The day a complaint was closed is the day it was resolved, where nothing else says that.
        meant = {one.name for one in said if one.rank > Rank.LIKELY and one.name != Hint.CLOSED_ON}
        assert len({*meant, *([own[key]] if key in own else [])}) <= 1, (key, said)


def test_no_word_means_two_things_in_two_languages() -> None:
    for kind in Kind:
        for field in FIELDS[kind]:
            meant: dict[str, set[str]] = {}
            for language in LANGUAGES:
                part = table(language).get(kind, {}).get("words", {}).get(field.name, {})
                for meaning, words in part.items():
                    for word in words:
                        meant.setdefault(word, set()).add(meaning)
            assert [word for word, meanings in meant.items() if len(meanings) > 1] == []


def test_every_month_has_its_names_in_six_languages_and_no_name_is_two_months() -> None:
    meant: dict[str, set[int]] = {}
    for language in LANGUAGES:
        for line in table(language)["months"]:
            words = line.split()
            assert len(words) == 12
            for number, word in enumerate(words, start=1):
                meant.setdefault(word.lower(), set()).add(number)
    assert all(len(numbers) == 1 for numbers in meant.values())
    assert months()["märz"] == months()["mrt"] == months()["marzo"] == 3


def test_accents_case_and_spelling_of_umlauts_do_not_tell_names_apart() -> None:
    assert column_key("PRIORITE") == column_key("Priorité") == column_key("\ufeffpriorité".strip("\ufeff"))
    for name in (
        "Ursprünglicher Liefertermin",
        "URSPRUENGLICHER LIEFERTERMIN",
        "ursprunglicher_liefertermin",
    ):
        assert "first_promised_on" in matched(Kind.PROMISES, f"Auftrag;Kunde;Liefertermin;{name}")
    assert column_key("Promised_Date__c") == column_key("promised date")


@pytest.mark.parametrize("system", systems(), ids=lambda each: each.name)
def test_every_heading_of_a_system_leads_to_a_field_or_a_hint_or_says_it_is_none(system: Any) -> None:
    for kind, of_kind in system.kinds.items():
        assert {*of_kind.names, *of_kind.alone} <= names(kind), system.name
        given = [one for each in of_kind.names.values() for one in each]
        assert all(column_key(part) for one in given for part in one.split("+"))
    whole = next(each for each in table(SYSTEMS).values() if each["name"] == system.name)
    for kind in system.kinds:
        nothing = {column_key(each) for each in whole[kind].get("nothing", ())}
        used = {
            column_key(part)
            for name, each in whole[kind].items()
            if name not in ("nothing", "alone")
            for one in each
            for part in one.split("+")
        }
        assert nothing & used == set(), (system.name, kind)


@pytest.mark.parametrize(
    ("kind", "heading", "system", "expected"),
    [
        (
            Kind.COMPLAINTS,
            "Ticket ID;Subject;Status;Priority;Source;Type;Agent;Group;Created time;Due by Time;Resolved time;"
            "Closed time;Last update time;Initial response time;Time tracked;First response time (in hrs);"
            "Resolution time (in hrs);Agent interactions;Customer interactions;Resolution status;"
            "First response status;Tags;Survey results;Association type;Full name;Title;Email;Company Name",
            "Freshdesk",
            {
                **{"reference": "Ticket ID", "customer_name": "Company Name", "received_on": "Created time"},
                **{"breakdown": "Type", "severity": "Priority", "text": "Subject", "team": "Group"},
                **{"owner": "Agent", "answered_on": "Initial response time", "resolved_on": "Resolved time"},
            },
        ),
        (
            Kind.COMPLAINTS,
            "Case Number;Account Name;Contact Name;Subject;Description;Status;Priority;Date/Time Opened;"
            "Date/Time Closed;Age (Hours);Case Owner;Case Origin;Case Reason;Open;Closed",
            "Salesforce",
            {
                **{"reference": "Case Number", "customer_name": "Account Name", "severity": "Priority"},
                **{"received_on": "Date/Time Opened", "breakdown": "Case Reason", "owner": "Case Owner"},
                **{"text": "Subject+Description", "resolved_on": "Date/Time Closed"},
            },
        ),
        (
            Kind.WINS,
            "Opportunity ID;Opportunity Name;Account Name;Type;Lead Source;Amount;Stage;Close Date;"
            "Opportunity Owner;Created Date;Probability (%)",
            "Salesforce",
            {
                **{"reference": "Opportunity ID", "happened_on": "Close Date", "customer": "Account Name"},
                **{"person": "Opportunity Owner", "text": "Opportunity Name"},
            },
        ),
        (
            Kind.WINS,
            "Deal - ID;Deal - Title;Deal - Owner;Deal - Value;Deal - Organization;Deal - Contact person;"
            "Deal - Stage;Deal - Status;Deal - Deal created;Deal - Won time;Deal - Lost time;Deal - Lost reason",
            "Pipedrive",
            {
                **{"reference": "Deal - ID", "happened_on": "Deal - Won time", "text": "Deal - Title"},
                **{"customer": "Deal - Organization", "person": "Deal - Owner"},
            },
        ),
        (
            Kind.WINS,
            "Record Id;Deal Owner;Amount;Deal Name;Closing Date;Account Name;Stage;Type;Created Time;"
            "Modified Time;Contact Name",
            "Zoho",
            {
                **{"reference": "Record Id", "happened_on": "Closing Date", "customer": "Account Name"},
                **{"person": "Deal Owner", "text": "Deal Name"},
            },
        ),
        (
            Kind.COMPLAINTS,
            "Ticket Id;Request Id;Subject;Contact Name;Account Name;Email;Status;Priority;Ticket Owner;"
            "Department;Created Time;Modified Time;Ticket Closed Time;Due Date;Channel;Category",
            "Zoho",
            {
                **{"reference": "Request Id", "customer_name": "Account Name", "text": "Subject"},
                **{"received_on": "Created Time", "severity": "Priority", "owner": "Ticket Owner"},
                **{"team": "Department", "breakdown": "Category", "resolved_on": "Ticket Closed Time"},
            },
        ),
        (
            Kind.COMPLAINTS,
            "Number;Short description;Caller;Priority;State;Category;Assignment group;Assigned to;Company;"
            "Opened;Resolved;Closed;Updated;Updated by;Configuration item",
            "ServiceNow",
            {
                **{"reference": "Number", "customer_name": "Company", "received_on": "Opened"},
                **{"text": "Short description", "breakdown": "Category", "severity": "Priority"},
                **{"team": "Assignment group", "owner": "Assigned to", "resolved_on": "Resolved"},
            },
        ),
        (
            Kind.PROMISES,
            "Sales Document;Item;Sold-To Party;Name 1;Material Description;Document Date;Req. Deliv. Date;"
            "Confirmed Delivery Date;Actual GI Date;Net Value",
            "SAP",
            {
                **{"reference": "Sales Document", "customer": "Sold-To Party", "customer_name": "Name 1"},
                **{"what": "Material Description", "made_on": "Document Date"},
                **{
                    "wished_on": "Req. Deliv. Date",
                    "promised_on": "Confirmed Delivery Date",
                    "delivered_on": "Actual GI Date",
                },
            },
        ),
        (
            Kind.PROMISES,
            "VBELN;POSNR;KUNNR;NAME1;ARKTX;AUDAT;VDATU;EDATU;WADAT;WADAT_IST",
            "SAP",
            {
                **{"reference": "VBELN", "customer": "KUNNR", "customer_name": "NAME1", "what": "ARKTX"},
                **{"made_on": "AUDAT", "promised_on": "EDATU", "delivered_on": "WADAT_IST"},
                "wished_on": "VDATU",
            },
        ),
        (
            Kind.PROMISES,
            "Verkaufsbeleg;Auftraggeber;Name 1;Materialkurztext;Wunschlieferdatum;Istwarenausgang;Nettowert",
            "SAP",
            {
                **{"reference": "Verkaufsbeleg", "customer": "Auftraggeber", "customer_name": "Name 1"},
                **{"what": "Materialkurztext", "promised_on": "Wunschlieferdatum"},
                "delivered_on": "Istwarenausgang",
            },
        ),
    ],
)
def test_the_lists_of_systems_are_understood_as_they_are(
    kind: Kind, heading: str, system: str, expected: dict[str, str]
) -> None:
    found = system_of(heading.split(";"))
    assert found is not None
    assert found.name == system
    assert matched(kind, heading) == expected
    assert guess_kind(heading.split(";")) is kind


def test_orders_of_a_shop_hold_no_promised_day_and_are_asked_for_it() -> None:
    heading = (
        "Name;Email;Financial Status;Paid at;Fulfillment Status;Fulfilled at;Currency;Total;Shipping Method;"
        "Created at;Lineitem quantity;Lineitem name;Billing Name;Billing Company;Cancelled at;Next Payment Due At"
    )
    with pytest.raises(Unclear, match="No column is plainly promised_on, which promises need"):
        matched(Kind.PROMISES, heading)
    found = {
        match.field.name: match.heading
        for match in match_columns(Kind.PROMISES, heading.split(";"), maps={"promised_on": "Paid at"})
    }
    assert found == {
        **{"reference": "Name", "customer": "Billing Company", "what": "Lineitem name"},
        **{"made_on": "Created at", "promised_on": "Paid at", "delivered_on": "Fulfilled at"},
        "withdrawn_on": "Cancelled at",
        "status": "Fulfillment Status",
    }


@pytest.mark.parametrize(
    ("kind", "heading", "expected"),
    [
        (
            Kind.PROMISES,
            "Nº de pedido;Cliente;Fecha prevista de entrega;Fecha de entrega real;Vendedor;Estado",
            "reference customer promised_on delivered_on sales_person",
        ),
        (
            Kind.PROMISES,
            "Numero ordine;Ragione sociale;Data consegna promessa;Consegnato il;Agente;Stato",
            "reference customer promised_on delivered_on sales_person",
        ),
        (
            Kind.PROMISES,
            "Ordernummer;Klantnummer;Klantnaam;Toegezegde leverdatum;Geleverd op;Afdeling",
            "reference customer customer_name promised_on delivered_on team",
        ),
        (
            Kind.PROMISES,
            "Auftrags-Nr.;Kd-Nr.;Firma;Bezeichnung;Bestätigter Liefertermin;Wunschtermin;Geliefert am",
            "reference customer customer_name what wished_on promised_on delivered_on",
        ),
        (
            Kind.COMPLAINTS,
            "Reklamationsnummer;Kunde;Eingang am;Priorität;Beschreibung;Bearbeiter;Gelöst am;Geschlossen am",
            "reference customer received_on severity text owner resolved_on",
        ),
        (
            Kind.COMPLAINTS,
            "N° réclamation;Client;Date de réception;Gravité;Objet;Assigné à;Clôturé le",
            "reference customer received_on severity text owner resolved_on",
        ),
        (
            Kind.COMPLAINTS,
            "Klachtnummer;Klant;Ontvangen op;Prioriteit;Omschrijving;Behandelaar;Opgelost op",
            "reference customer received_on severity text owner resolved_on",
        ),
        (Kind.CUSTOMERS, "Kundennummer;Kunde;ABC-Klasse", "reference name tier"),
        (Kind.CUSTOMERS, "Código cliente;Nombre;Clase", "reference name tier"),
        (Kind.PEOPLE, "Matricola;Nome;Cognome;Reparto;Ruolo", "reference name team role"),
        (Kind.PEOPLE, "Personalnummer;Vorname;Nachname;E-Mail;Abteilung", "reference name email team"),
    ],
)
def test_lists_of_other_languages_are_understood_as_they_are(kind: Kind, heading: str, expected: str) -> None:
    # In the order of the fields; each column is taken once.
    found = matched(kind, heading)
    assert sorted(found) == sorted(expected.split())
    assert len({*found.values()}) == len(found)
    assert guess_kind(heading.split(";")) is kind


@pytest.mark.parametrize(
    ("heading", "asked"),
    [
        ("Auftrag;Kunde;Lieferdatum", "promised_on"),
        ("Auftrag;Kunde;Wunschtermin;Lieferdatum", "promised_on"),
        ("Auftraggeber;Auftrag;Wunschlieferdatum;Lieferdatum", "promised_on"),
        ("Commande;Client;Date de livraison", "promised_on"),
        ("Pedido;Cliente;Fecha de entrega;Fecha solicitada", "promised_on"),
        ("Ordine;Cliente;Data di consegna", "promised_on"),
        ("Bestelling;Klant;Leverdatum", "promised_on"),
        ("Sales Document;Sold-To Party;Net Value;VDATU;Delivery Date", "promised_on"),
        ("Auftrag;Kunde;Liefertermin;Fertig am", "delivered_on"),
        (
            "Auftrag;Kunde;Liefertermin;Lieferdatum;Versanddatum",
            "delivered_on could be Lieferdatum or Versanddatum",
        ),
        ("Order;Customer;Due date;Shipped;Delivery date", "delivered_on could be Shipped or Delivery date"),
        (
            "Order;Customer;Due date;Revised due date;Delivered",
            "promised_on=Due date or --map promised_on=Revised",
        ),
        ("Auftrag;Kunde;Liefertermin;Verschoben auf;Geliefert am", "promised_on"),
        ("Order;Customer;Need by date;Delivered", "promised_on"),
        ("Order;Customer;Due date;Planned date", "promised_on"),
        ("Zakaz;Zakaznik;Termin dodani", "reference or customer or promised_on"),
        ("Order;Customer;Foo;Bar", "promised_on"),
    ],
)
def test_what_could_be_something_else_or_nothing_known_is_asked(heading: str, asked: str) -> None:
    with pytest.raises(Unclear, match=asked) as error:
        matched(Kind.PROMISES, heading)
    assert "Nothing was saved" in str(error.value)


def test_a_word_of_a_system_says_it_only_beside_others_of_that_system() -> None:
    alone = could_be(Kind.COMPLAINTS, ["Key", "Created", "Organization", "Due Date", "Comment"])
    assert [(each.heading, each.why) for each in alone["text"]] == [("Comment", "English")]
    jira = could_be(
        Kind.COMPLAINTS,
        ["Issue key", "Project key", "Created", "Comment", "Comment", "Labels", "Labels", "Summary"],
    )
    assert [(each.heading, each.why, each.sure) for each in jira["text"]] == [("Summary", "Jira", Sure.KNOWN)]


def test_a_column_that_people_added_to_a_system_is_called_as_they_named_it() -> None:
    heading = (
        "Issue key;Issue id;Project key;Created;Custom field (Customer);Custom field (Severity);Priority"
    )
    assert matched(Kind.COMPLAINTS, heading) == {
        **{"reference": "Issue key", "received_on": "Created", "customer": "Custom field (Customer)"},
        # What people named like a field means it, before what the system itself calls priority.
        "severity": "Custom field (Severity)",
    }


def test_a_list_of_accounts_is_no_list_of_cases() -> None:
    assert guess_kind("Account ID;Account Name;Type;Account Owner;Rating".split(";")) is Kind.CUSTOMERS


def test_two_systems_that_fit_alike_say_nothing() -> None:
    assert system_of(["Create date", "Ticket name", "Modified By", "Modified Time", "Priority"]) is None
    assert system_of(["Pipeline", "Customer", "Day"]) is None
