"""Columns are found by name and the usual synonyms; what is unclear is refused, naming the option to give."""

from __future__ import annotations

import pytest

from db.intake.asking import About, Unclear
from db.intake.candidates import Sure, could_be, surest
from db.intake.columns import guess_kind, match_columns, not_used
from db.intake.fields import FIELDS, Kind
from db.intake.vocabulary import column_key
from meeting.errors import UnreadableFile

ORDERS = (
    "orderID,customerID,employeeID,orderDate,requiredDate,shippedDate,shipVia,freight,shipName,shipAddress,"
    "shipCity,shipRegion,shipPostalCode,shipCountry"
).split(",")
CUSTOMERS = "customerID,companyName,contactName,contactTitle,address,city,region,postalCode,country".split(
    ","
)
EMPLOYEES = "employeeID,lastName,firstName,title,titleOfCourtesy,birthDate,hireDate,photo,notes".split(",")
TICKETS = (
    "TicketID,CustomerName,CustomerEmail,CustomerAge,ProductPurchased,DateOfPurchase,TicketType,TicketSubject,"
    "TicketDescription,TicketStatus,Resolution,TicketPriority,TicketChannel,FirstResponseTime,TimetoResolution"
).split(",")


def matched(kind: Kind, heading: list[str], **maps: str) -> dict[str, str]:
    """{field: column}."""
    return {match.field.name: match.heading for match in match_columns(kind, heading, maps=maps)}


def refused(kind: Kind, heading: list[str], **maps: str) -> str:
    with pytest.raises(UnreadableFile) as error:
        match_columns(kind, heading, maps=maps)
    said = str(error.value)
    assert "Nothing was saved" in said
    return said


def test_orders_of_a_shop_are_understood_as_they_are() -> None:
    assert matched(Kind.PROMISES, ORDERS) == {
        **{"reference": "orderID", "customer": "customerID", "sales_person": "employeeID"},
        **{"made_on": "orderDate", "promised_on": "requiredDate", "delivered_on": "shippedDate"},
    }


def test_customers_of_a_shop_are_understood_as_they_are() -> None:
    assert matched(Kind.CUSTOMERS, CUSTOMERS) == {"reference": "customerID", "name": "companyName"}


def test_employees_of_a_shop_are_understood_with_first_and_last_name_joined() -> None:
    assert matched(Kind.PEOPLE, EMPLOYEES) == {"reference": "employeeID", "name": "firstName+lastName"}


def test_tickets_of_a_help_desk_are_understood_but_for_their_day() -> None:
    assert matched(Kind.COMPLAINTS, TICKETS, received_on="DateOfPurchase") == {
        **{"reference": "TicketID", "customer_name": "CustomerName", "customer_email": "CustomerEmail"},
        **{"received_on": "DateOfPurchase", "breakdown": "TicketType", "severity": "TicketPriority"},
        **{
            "text": "TicketDescription",
            "answered_on": "FirstResponseTime",
            "resolved_on": "TimetoResolution",
        },
    }
    said = refused(Kind.COMPLAINTS, TICKETS)
    assert "No column is plainly received_on, which complaints need" in said
    assert "--map received_on=COLUMN" in said
    assert "DateOfPurchase" in said


@pytest.mark.parametrize(
    "name",
    [
        *(
            "promised_on",
            "PromisedOn",
            "Promised On",
            "PROMISED-ON",
            "requiredDate",
            "Required Date",
            "due date",
        ),
        *("Due Date:", "order_estimated_delivery_date", "Estimated delivery", "Deadline", "ＤＵＥ ＤＡＴＥ"),
        *("Promised for", "Delivery promised", "Confirmed date", "Planned delivery date"),
    ],
)
def test_a_promised_day_goes_by_many_names(name: str) -> None:
    assert matched(Kind.PROMISES, ["reference", "customer", name])["promised_on"] == name


@pytest.mark.parametrize(
    ("name", "field"),
    [
        *(("order_delivered_customer_date", "delivered_on"), ("shippedDate", "delivered_on")),
        *(("order_purchase_timestamp", "made_on"), ("Created At", "made_on"), ("Sales Rep", "sales_person")),
        *(("Went out on", "delivered_on"), ("Done on", "delivered_on"), ("Date shipped", "delivered_on")),
        *(("What we said", "what"), ("Created date", "made_on")),
        *(("Cancelled on", "withdrawn_on"), ("Department", "team"), ("Product Name", "what")),
    ],
)
def test_other_fields_of_a_promise_go_by_many_names(name: str, field: str) -> None:
    assert matched(Kind.PROMISES, ["reference", "customer", "due", name])[field] == name


def test_a_list_that_knows_customers_by_name_alone_means_them_by_it() -> None:
    heading = ["Order no", "Customer name", "Due date"]
    assert matched(Kind.PROMISES, heading) == {
        **{"reference": "Order no", "customer": "Customer name", "promised_on": "Due date"},
    }
    assert guess_kind(heading) is Kind.PROMISES
    beside = [*heading, "Customer no"]
    assert matched(Kind.PROMISES, beside)["customer"] == "Customer no"
    assert matched(Kind.PROMISES, beside)["customer_name"] == "Customer name"
    assert "No column is plainly customer" in refused(Kind.PROMISES, heading, customer_name="Customer name")


def test_what_only_a_person_can_say_is_told_as_data_beside_the_words_of_the_command_line() -> None:
    with pytest.raises(Unclear) as error:
        match_columns(Kind.PROMISES, ["reference", "Wish"], maps={})
    assert (error.value.about, error.value.fields) == (About.COLUMN, ("customer", "promised_on"))
    assert "--" not in error.value.happened
    assert "Nothing was saved. Say which: --map customer=COLUMN" in str(error.value)


def test_columns_that_no_field_takes_are_named() -> None:
    heading = ["Order no", "Client", "Due date", "", "Colour", "Weight"]
    assert not_used(heading, match_columns(Kind.PROMISES, heading, maps={})) == ["Colour", "Weight"]


def test_the_fields_own_name_goes_before_usual_names() -> None:
    heading = ["id", "reference", "customer", "promised_on", "due date"]
    assert matched(Kind.PROMISES, heading)["promised_on"] == "promised_on"
    assert matched(Kind.PROMISES, heading)["reference"] == "reference"


def test_two_usual_names_of_one_field_are_refused_naming_the_choice() -> None:
    said = refused(Kind.PROMISES, ["reference", "customer", "due date", "planned date"])
    assert "promised_on could be due date or planned date" in said
    assert '--map promised_on="due date" or --map promised_on="planned date"' in said
    assert "--map promised_on= for neither" in said


def test_what_a_customer_wished_is_no_promise_but_the_answer_that_stands_first() -> None:
    said = refused(Kind.PROMISES, ["reference", "customer", "Requested date"])
    assert "No column is plainly promised_on" in said
    assert "--map promised_on=Requested date." in said
    heading = ["reference", "customer", "Requested date", "Confirmed date"]
    assert matched(Kind.PROMISES, heading)["promised_on"] == "Confirmed date"
    assert matched(Kind.PROMISES, heading)["wished_on"] == "Requested date"
    # Taken as the promise it is not kept as the wish, too.
    assert "wished_on" not in matched(Kind.PROMISES, heading[:3], promised_on="Requested date")


def test_a_name_that_could_be_something_else_is_asked_where_everything_would_count_as_missed() -> None:
    said = refused(Kind.PROMISES, ["reference", "customer", "Due date", "Delivery date"])
    assert "delivered_on could be Delivery date, and could be none of the columns" in said
    assert '--map delivered_on="Delivery date" (--map delivered_on= for none)' in said
    heading = ["reference", "customer", "Due date", "Delivery date"]
    assert matched(Kind.PROMISES, heading, delivered_on="")["promised_on"] == "Due date"
    assert "resolved_on could be Done" in refused(Kind.COMPLAINTS, ["reference", "received", "Done"])


def test_a_general_name_counts_only_where_no_plain_one_is_there() -> None:
    heading = ["ID", "Order number", "Client", "Due date", "Promised date", "Created at"]
    assert matched(Kind.PROMISES, heading) == {
        **{"reference": "Order number", "customer": "Client", "made_on": "Created at"},
        "promised_on": "Promised date",
    }
    assert matched(Kind.PROMISES, ["ID", "Client", "Due date"])["reference"] == "ID"


def test_a_complaint_is_of_the_organisation_before_the_person() -> None:
    heading = ["Ticket ID", "Created", "Requester", "Organization", "Closed", "Resolved"]
    assert matched(Kind.COMPLAINTS, heading) == {
        **{"reference": "Ticket ID", "received_on": "Created", "customer_name": "Organization"},
        "resolved_on": "Resolved",
    }
    alone = [name for name in heading if name not in ("Organization", "Resolved")]
    assert matched(Kind.COMPLAINTS, alone)["customer_name"] == "Requester"
    assert matched(Kind.COMPLAINTS, alone)["resolved_on"] == "Closed"


def test_a_number_of_a_customer_goes_before_the_plain_word_which_then_is_the_name() -> None:
    for heading in (
        ["Auftrag", "Kunde", "Kundennummer", "Liefertermin"],
        ["Commande", "Client", "N° client", "Date promise"],
        ["Order no", "Client", "Client number", "Due date"],
    ):
        found = matched(Kind.PROMISES, heading)
        assert (found["customer"], found["customer_name"]) == (heading[2], heading[1])
        assert "customer_name" not in matched(Kind.PROMISES, [heading[0], heading[1], heading[3]])


def test_the_address_of_a_person_says_nothing_of_the_organisation() -> None:
    heading = ["Ticket", "Company", "Contact", "Email", "Received"]
    assert "customer_email" not in matched(Kind.COMPLAINTS, heading)
    alone = ["Ticket", "Contact", "Email", "Received"]
    assert matched(Kind.COMPLAINTS, alone)["customer_email"] == "Email"
    assert matched(Kind.COMPLAINTS, ["Ticket", "Company", "Customer email", "Received"])["customer_email"]


def test_of_several_texts_that_nothing_is_counted_by_the_first_is_taken() -> None:
    heading = ["Order", "Customer", "Due date", "Product", "Title"]
    assert matched(Kind.PROMISES, heading)["what"] == "Product"
    assert [each.sure for each in could_be(Kind.PROMISES, heading)["what"]] == [Sure.KNOWN, Sure.LIKELY]
    assert "could be Category or What broke" in refused(
        Kind.COMPLAINTS, ["Ticket", "Received", "Category", "What broke", "Type"]
    )


def test_one_name_that_stands_twice_is_refused() -> None:
    assert "could be promised_on (first) or promised_on (second)" in refused(
        Kind.PROMISES, ["reference", "customer", "promised_on", "promised_on"]
    )


def test_every_required_field_that_is_missing_is_named_with_what_the_file_has() -> None:
    said = refused(Kind.PROMISES, ["colour", ""])
    assert "No column is plainly reference or customer or promised_on, which promises need" in said
    assert "--map reference=COLUMN --map customer=COLUMN --map promised_on=COLUMN" in said
    assert "The file has: colour, (no name)" in said


def test_a_column_that_is_named_is_taken_whatever_it_is_called() -> None:
    heading = ["reference", "customer", "due date", "Wunschtermin"]
    assert matched(Kind.PROMISES, heading, promised_on="Wunschtermin")["promised_on"] == "Wunschtermin"
    assert matched(Kind.PROMISES, heading, promised_on="wunsch termin")["promised_on"] == "Wunschtermin"


def test_columns_named_with_a_plus_are_joined() -> None:
    heading = ["id", "first", "middle", "last"]
    match = match_columns(Kind.PEOPLE, heading, maps={"name": "first + last"})[1]
    assert (match.field.name, match.columns, match.heading) == ("name", (1, 3), "first+last")


def test_a_column_whose_name_holds_a_plus_is_taken_as_it_is() -> None:
    heading = ["id", "first", "last", "first+last"]
    match = match_columns(Kind.PEOPLE, heading, maps={"name": "first+last"})[1]
    assert match.columns == (3,)


def test_a_field_left_empty_is_left_out() -> None:
    heading = ["reference", "customer", "due date", "team"]
    assert "team" in matched(Kind.PROMISES, heading)
    assert "team" not in matched(Kind.PROMISES, heading, team="")
    assert "promised_on" in refused(Kind.PROMISES, heading, promised_on="")


@pytest.mark.parametrize(
    ("column", "why"),
    [("nowhere", "stands nowhere"), ("NAME", "stands twice"), ("id+nowhere", "stands nowhere")],
)
def test_a_column_that_is_not_there_once_is_refused(column: str, why: str) -> None:
    said = refused(Kind.CUSTOMERS, ["id", "name", "Name"], name=column)
    assert why in said
    assert "Name one of its columns: id, name, Name" in said


def test_a_column_named_exactly_goes_before_one_that_is_only_like_it() -> None:
    (_, match) = match_columns(Kind.CUSTOMERS, ["id", "name", "Name"], maps={"name": "Name"})
    assert match.columns == (2,)


def test_a_field_that_the_kind_does_not_have_is_refused_naming_those_it_has() -> None:
    said = refused(Kind.CUSTOMERS, ["id", "name"], colour="name")
    assert "customers have no field “colour”. Nothing was saved. Name one of: reference, name, tier." in said


@pytest.mark.parametrize("kind", Kind)
def test_no_usual_name_stands_for_two_fields_of_one_kind(kind: Kind) -> None:
    meant: dict[str, set[str]] = {}
    for field in FIELDS[kind]:
        for name in {field.name, *field.names}:
            meant.setdefault(column_key(name), set()).add(field.name)
    assert {name: fields for name, fields in meant.items() if len(fields) > 1} == {}


@pytest.mark.parametrize("kind", Kind)
def test_usual_names_and_words_are_written_so_that_they_can_be_found(kind: Kind) -> None:
    for field in FIELDS[kind]:
        assert all(column_key(name) for name in field.names)
        assert all(word == word.lower() for word in field.words)


def test_every_column_says_what_it_could_be_and_how_sure_that_is() -> None:
    heading = ["Order no", "Line", "Client", "reference", "Due date", "Requested date", "Status"]
    found = could_be(Kind.PROMISES, heading)
    assert [(each.heading, each.sure) for each in found["reference"]] == [
        ("reference", Sure.EXACT),
        ("Order no", Sure.KNOWN),
    ]
    assert [each.heading for each in surest(found["reference"])] == ["reference"]
    assert [each.columns for each in found["line"]] == [(1,)]
    assert [each.columns for each in found["status"]] == [(6,)]
    assert [each.columns for each in found["wished_on"]] == [(5,)]
    assert found["delivered_on"] == ()
    assert set(found) == {*(field.name for field in FIELDS[Kind.PROMISES]), "wished_on", "status", "line"}
