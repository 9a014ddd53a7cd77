"""What a file may say of each kind of record: fields, the usual names of their columns, the usual words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from meeting.words import BREAKDOWNS, NamedBy, Need, Role, Severity, Tier, WinKind, WithdrawnBy


class Kind(StrEnum):
    PROMISES = "promises"
    COMPLAINTS = "complaints"
    WINS = "wins"
    CUSTOMERS = "customers"
    PEOPLE = "people"


class Holds(StrEnum):
    """What a field's cells hold, and so how they are read."""

    TEXT = "text"
    NAMES = "names"
    WHOLE_TEXT = "whole text"
    DAY = "day"
    WORD = "word"
    EMAIL = "e-mail"


LONGEST_NAME = 500
"""Of people and teams, by whatever they are called, wherever it stands: what one list named, any other may name."""


@dataclass(frozen=True)
class Field:
    """`names` are usual column names, `words` the usual cell words with what they mean (both lower case)."""

    name: str
    holds: Holds = Holds.TEXT
    required: bool = False
    names: tuple[str, ...] = ()
    words: dict[str, str] = field(default_factory=dict)
    longest: int = 200
    """Characters of the cell; of each name where it holds names."""
    never_future: bool = False


def _text(name: str, *names: str, required: bool = False, longest: int = 200) -> Field:
    return Field(name, names=names, required=required, longest=longest)


def _whole(name: str, *names: str) -> Field:
    return Field(name, Holds.WHOLE_TEXT, names=names, longest=100_000)


def _names(name: str, *names: str) -> Field:
    return Field(name, Holds.NAMES, names=names, longest=LONGEST_NAME)


def _email(name: str, *names: str, longest: int = 200) -> Field:
    return Field(name, Holds.EMAIL, names=names, longest=longest)


def _day(name: str, *names: str, required: bool = False, never_future: bool = True) -> Field:
    return Field(name, Holds.DAY, names=names, required=required, never_future=never_future)


def _word(name: str, *names: str, of: type[StrEnum], usual: dict[str, str] | None = None) -> Field:
    words = {word.value.lower(): word.value for word in of} | (usual or {})
    return Field(name, Holds.WORD, names=names, words=words)


_TEAM = _text(
    *("team", "department", "group", "assigned team", "assigned group", "support group", "crew"),
    *("responsible team", "our team", "by team"),
    longest=LONGEST_NAME,
)
_CUSTOMER_NAMES = (
    *("customer id", "customer no", "customer number", "customer code", "customer reference"),
    *("client", "client id", "account id", "account number", "account"),
)

_PROMISES = (
    _text(
        "reference",
        *("order id", "order no", "order number", "order", "order reference", "id", "ref", "number", "job"),
        *("job id", "job number", "job no", "promise", "promise id", "work order", "work order number"),
        *("document number", "document no", "order ref", "promise no", "promise number"),
        required=True,
    ),
    _text("customer", *_CUSTOMER_NAMES, required=True),
    _text("customer_name", "client name", "account name", "company", "company name"),
    _text(
        "what",
        *(
            "description",
            "item",
            "product",
            "product name",
            "subject",
            "title",
            "summary",
            "article",
            "details",
        ),
        *(
            "what we said",
            "what we promised",
            "what was promised",
            "what we agreed",
            "job description",
            "task",
        ),
        longest=500,
    ),
    _text("kind", "type", "order type", "job type", "service type", longest=100),
    _day(
        "made_on",
        "order date",
        "ordered on",
        "ordered",
        "created",
        "created on",
        "created at",
        "date ordered",
        "purchase date",
        "order purchase timestamp",
        *("booked on", "sold on", "given on", "date created", "created date", "order day"),
        never_future=False,
    ),
    _day(
        "promised_on",
        *("required date", "due date", "due", "due on", "promised", "promised date", "promise date"),
        *("estimated delivery", "estimated delivery date", "order estimated delivery date"),
        *("expected delivery", "expected delivery date", "expected on", "requested date", "needed by"),
        *("deadline", "scheduled date", "scheduled for", "appointment date", "agreed date"),
        *("promised for", "promised by", "promised to", "promised day", "promise day", "promised delivery"),
        *("promised delivery date", "delivery promised", "delivery promised for", "we promised", "due by"),
        *("due day", "due for", "delivery due", "delivery due date", "required on", "required by"),
        *("required delivery date", "needed on", "needed for", "wanted on", "wanted for", "wanted by"),
        *("requested for", "requested on", "requested delivery date", "requested delivery", "expected"),
        *("expected date", "expected by", "estimated date", "planned for", "planned on", "planned date"),
        *("planned delivery", "planned delivery date", "scheduled on", "scheduled delivery"),
        *("scheduled delivery date", "appointment", "agreed for", "agreed delivery date"),
        *("target date", "eta", "deliver by", "deliver on", "delivery by", "ship by", "said for"),
        required=True,
        never_future=False,
    ),
    _day("first_promised_on", "original due date", "first promised date", never_future=False),
    _day("moved_on", "moved day", "day moved"),
    _text("days", "all days promised for", longest=2_000),
    _day(
        "delivered_on",
        *("shipped date", "shipped", "shipped on", "delivered", "delivered date", "date delivered"),
        *("actual delivery", "actual delivery date", "order delivered customer date", "completed"),
        *("completed on", "completed date", "completion date", "done on", "fulfilled on", "finished on"),
        *("went out on", "went out", "went out at", "left us on", "sent on", "sent out on", "sent at"),
        *("date sent", "dispatched", "dispatched on", "dispatch date", "despatched", "despatched on"),
        *("despatch date", "date shipped", "shipped at", "delivered at", "date completed", "completed at"),
        *(
            "done at",
            "date done",
            "finished at",
            "finished date",
            "finish date",
            "fulfilled at",
            "handed over on",
        ),
        *(
            "installed on",
            "repaired on",
            "visited on",
            "arrived on",
            "was delivered on",
            "really delivered on",
        ),
        *("actually delivered on", "actual date", "actual day", "actual ship date"),
    ),
    _day("withdrawn_on", "cancelled on", "canceled on", "cancelled date", "canceled date", "cancelled at"),
    _word(
        "withdrawn_by",
        *("cancelled by", "canceled by"),
        of=WithdrawnBy,
        usual={"client": "customer", "company": "us", "we": "us"},
    ),
    _TEAM,
    _text(
        "sales_person",
        *("employee id", "employee", "sales rep", "sales representative", "salesperson", "sold by", "seller"),
        *("account manager", "salesperson id", "sales person id", "sold through"),
        longest=LONGEST_NAME,
    ),
    _text("cause", "reason", "cause of delay", "delay reason", longest=1000),
    _word("need", "need or preference", of=Need),
)

_COMPLAINERS = ("who complained", "complained by", "complainant", "caller")
_COMPLAINTS = (
    _text(
        "reference",
        *(
            "ticket id",
            "ticket no",
            "ticket number",
            "ticket",
            "case id",
            "case number",
            "case",
            "complaint id",
        ),
        *("complaint number", "complaint no", "case no", "issue id", "issue number", "id", "ref"),
        *("number", "issue key", "key"),
        required=True,
    ),
    _text("customer", *_CUSTOMER_NAMES, *_COMPLAINERS),
    _text(
        "customer_name",
        "client name",
        "account name",
        "company",
        "company name",
        "requester",
        "requester name",
    ),
    _email("customer_email", "email", "e mail", "client email", "requester email", "contact email"),
    _day(
        "received_on",
        *(
            "received",
            "received date",
            "date received",
            "created",
            "created on",
            "created at",
            "created date",
        ),
        *("opened", "opened on", "opened at", "open date", "reported", "reported on", "reported at", "date"),
        *(
            "complaint date",
            "ticket created",
            "submitted on",
            "submitted at",
            "came in on",
            "came in",
            "came on",
        ),
        *("when it came", "when", "received at", "raised on", "logged on", "complained on", "day"),
        required=True,
    ),
    Field(
        "breakdown",
        Holds.WORD,
        names=("category", "ticket type", "type", "issue type", "complaint type", "reason", "what broke"),
        words={word: word for word in BREAKDOWNS}
        | {
            **dict.fromkeys(("delay", "delayed", "late delivery", "not delivered"), "late"),
            **dict.fromkeys(("wrong", "incorrect item", "wrong product", "wrong delivery"), "wrong item"),
            **dict.fromkeys(("damage", "broken", "damaged item", "damaged in transit"), "damaged"),
            **dict.fromkeys(("defect", "defective", "faulty", "product quality"), "quality"),
            **dict.fromkeys(
                ("invoice", "invoicing", "billing inquiry", "billing issue", "payment"), "billing"
            ),
            **dict.fromkeys(("no answer", "information"), "communication"),
            **dict.fromkeys(("rude", "behaviour", "behavior"), "attitude"),
        },
    ),
    _word(
        "severity",
        *("priority", "ticket priority", "urgency", "impact", "how bad", "how serious", "seriousness"),
        of=Severity,
        usual={
            **dict.fromkeys(("low", "medium", "normal", "trivial"), "minor"),
            **dict.fromkeys(("high", "major"), "serious"),
            **dict.fromkeys(("urgent", "blocker"), "critical"),
        },
    ),
    _whole(
        "text",
        "description",
        "ticket description",
        "message",
        "body",
        "details",
        "comment",
        "complaint",
        "words",
        *("what they said", "what was said", "what happened", "what the customer said", "complaint text"),
    ),
    _TEAM,
    _text(*("owner", "assignee", "assigned to", "agent", "handled by", "responsible"), longest=LONGEST_NAME),
    _day(
        "answered_on",
        "answered",
        "answered at",
        "first response",
        "first response time",
        "first response at",
        "first reply",
        "responded on",
        "responded at",
    ),
    _day(
        "resolved_on",
        "resolved",
        "resolved at",
        "resolution date",
        "resolution time",
        "time to resolution",
        "closed",
        "closed on",
        "closed at",
        "closed date",
        "date closed",
        "solved at",
    ),
    _text("promise", "order id", "order no", "order number", "order", "order reference", "related order"),
)

_WINS = (
    _text("reference", "win id", "id", "ref", "number", "key", required=True),
    _day("happened_on", "date", "happened", "on", "when", "day", "won on", "close date", required=True),
    _word(
        "kind",
        *("type", "category"),
        of=WinKind,
        usual={
            **dict.fromkeys(("sold", "deal", "order"), "sale"),
            **dict.fromkeys(("compliment", "thanks", "thank you"), "praise"),
            **dict.fromkeys(("saved", "rescue"), "save"),
        },
    ),
    _text("customer", *_CUSTOMER_NAMES, "customer name", "client name", "company"),
    _names("team", "teams", "department"),
    _names("person", "people", "persons", "who", "employee", "employees", "credited"),
    _whole("text", "description", "what", "what happened", "message", "words", "details", "story"),
    _word("named_by", "nominated by", "from", of=NamedBy, usual={"client": "customer", "team": "colleague"}),
    _whole("evidence", "proof"),
)

_CUSTOMERS = (
    _text("reference", *_CUSTOMER_NAMES, "customer", "id", "ref", "number", "code", required=True),
    _text("name", "customer name", "company", "company name", "client name", "account name", required=True),
    _word(
        "tier", "class", "abc", "abc class", "customer class", "segment", of=Tier, usual={"none": "", "-": ""}
    ),
)

_PEOPLE = (
    _text(
        "reference",
        "employee id",
        "employee no",
        "employee number",
        "person id",
        "staff id",
        "id",
        "ref",
        "number",
        "personnel number",
        "user id",
        required=True,
        longest=LONGEST_NAME,
    ),
    _text(
        "name",
        "full name",
        "employee name",
        "display name",
        "person",
        "first name + last name",
        "given name + family name",
        "first name + surname",
        required=True,
        longest=LONGEST_NAME,
    ),
    _email("email", "e mail", "mail", "email address", "e mail address", "work email", longest=LONGEST_NAME),
    _TEAM,
    _word(
        "role",
        *("meeting role", "access"),
        of=Role,
        usual={
            **dict.fromkeys(("administrator",), "admin"),
            **dict.fromkeys(("user", "team member"), "member"),
        },
    ),
)

FIELDS: dict[Kind, tuple[Field, ...]] = {
    Kind.PROMISES: _PROMISES,
    Kind.COMPLAINTS: _COMPLAINTS,
    Kind.WINS: _WINS,
    Kind.CUSTOMERS: _CUSTOMERS,
    Kind.PEOPLE: _PEOPLE,
}

DELIVERED = "delivered_on"
"""Of a promise. A list that says it nowhere makes every promise of a past day a missed one."""

EMAIL = re.compile(r"[^@\s]+@[^@\s]+")

EMPTY = frozenset({"", "null", "n/a"})
"""Cells that say nothing (case apart). `NA`, `None` and `-` are words: they are somebody's name or code."""


def field_named(kind: Kind, name: str) -> Field | None:
    return next((entry for entry in FIELDS[kind] if entry.name == name), None)
