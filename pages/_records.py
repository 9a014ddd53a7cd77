"""Single records in words: values of meeting/ in, Markdown out. All that people typed goes through plain."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from meeting.records import Change, RecordHistory, Value
from meeting.weeks import in_words
from pages._plain import plain

FIELDS = {
    "customer": "Customer",
    "what": "What",
    "kind": "Kind",
    "noted_on": "Noted on",
    "person": "Noted by",
    "made_on": "Given on",
    "wished_on": "Wished for",
    "promised_on": "Promised for",
    "first_promised_on": "First promised for",
    "days": "All days",
    "delivered_on": "Delivered",
    "withdrawn_on": "Withdrawn",
    "withdrawn_by": "Withdrawn by",
    "received_on": "Received",
    "severity": "Severity",
    "breakdown": "What broke",
    "breakdown_said": "What broke, as said",
    "happened_on": "Happened",
    "text": "Words",
    "people": "Who made it happen",
    "teams": "Teams",
    "said": "The customer's words",
    "named_by": "Named by",
    "evidence": "What shows it",
    "cause": "Cause",
    "need": "Need or preference",
    "promise": "About the promise",
    "complaint": "About the complaint",
    "same_as": "The same as",
    "answered_on": "Answered",
    "resolved_on": "Resolved",
    "team": "Team",
    "sales_person": "Sales person",
    "owner": "Owner",
    "due_on": "Due",
    "first_due_on": "First due",
    "state": "State",
    "done_on": "Done on",
    "dropped_because": "Dropped because",
    "left_to_do": "Left to do",
    "notes": "Notes",
    "origin": "Comes from a",
    "idea": "Which idea",
    "from_team": "Handed on by",
    "to_team": "Handed on to",
    "answer": "Answer",
    "answered_by": "Answered by",
    "name": "Name",
    "email": "E-mail",
    "role": "Role",
    "disabled": "Account closed",
    "tier": "Tier",
    "turn_to": "Who to turn to",
    "introduced_on": "Introduced on",
    "introduced_by": "Introduced by",
    "introduced_to": "Introduced to",
    "merged_with": "With",
    "side": "Side",
    "zone": "Time zone",
    "common_goal": "Common goal",
    "ground_rules": "Ground rules",
    "holidays": "Holidays",
    "place": "Place in the list",
    "retired_on": "Retired on",
}
"""In the order in which a record is read."""

_DONE = {
    "log win": "logged it",
    "correct win": "corrected it",
    "log complaint": "logged it",
    "correct complaint": "corrected it",
    "answer complaint": "said that it was answered",
    "resolve complaint": "said that it was resolved",
    "record promise": "recorded it",
    "new customer": "made this customer",
    "deliver": "said that it was delivered",
    "withdraw": "withdrew it",
    "move": "moved it to another day",
    "correct day": "corrected the promised day",
    "merge customers": "merged customers",
    "part customers": "parted customers",
    "not the same": "said that two customers are two",
    "set tier": "set the tier",
    "set who to turn to": "said who to turn to",
    "take over": "handed it over",
    "add person": "added this person",
    "change person": "changed this person",
    "disable person": "closed the account",
    "add team": "added this team",
    "change team": "changed this team",
    "change organisation": "changed the settings",
    "set up": "set it up",
    "create the store": "made the store",
    "add action item": "added it",
    "tick": "ticked it as done",
    "untick": "opened it again",
    "move action item": "moved it to another day",
    "give action item": "gave it to another owner",
    "change action item": "changed its words",
    "split action item": "split it: done so far, the rest is an item of its own",
    "do a part": "said that a part is done",
    "drop action item": "dropped it",
    "add strength": "added it",
    "change strength": "changed its words",
    "order strengths": "put the list in another order",
    "retire strength": "retired it",
    "take up strength": "took it up again",
    "decide": "wrote it down",
    "change decision": "changed its words; who had answered is asked anew",
    "look again": "said when to look at it again",
    "stand": "said how they stand",
    "go on without": "went on without hearing them",
    "come back": "put it back on the list, as what was decided was not agreed",
    "settle topic": "settled it, as what was decided was agreed after all",
    "raise topic": "raised it",
    "drop topic": "took it off the list",
    "order by votes": "put the topics in the order of votes",
    "leave with whoever leads": "left it with whoever led the meeting",
    "log note": "noted it",
    "correct note": "corrected it",
    "answer question": "answered it",
    "follow up": "said where it stands",
    "introduce customer": "said to whom it was introduced",
    "same as": "changed which complaint it is the same as",
    "change rota": "changed the rota",
    "say away": "said when they are away",
    "come after all": "took the absence back",
    "agree on a turn": "said yes to the turn",
    "not this time": "put the turn off",
    "swap turns": "swapped the turn",
    "hand over": "handed the meeting over",
    "undo": "undid a change",
    "undo import": "undid the import",
}


def done_words(action: str) -> str:
    """What somebody did to a record, such as `said that it was delivered`."""
    return _DONE.get(action, plain(action))


def undone_words(change: Change) -> str:
    """What was done, also of something that had been undone itself."""
    if change.undoes is None:
        return done_words(change.action)
    return f"undid that {plain(change.undoes.actor)} {undone_words(change.undoes)}"


def value_words(value: Value) -> str:
    if isinstance(value, date):
        return in_words(value)
    return plain(value) if value else "nothing"


def moment_words(moment: datetime, *, zone: str) -> str:
    """`23 November 2026, 09:15` on the organisation's clocks."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{in_words(local.date())}, {local:%H:%M}"


def field_name(name: str) -> str:
    return FIELDS.get(name, name.replace("_", " ").capitalize())


def facts_table(record: RecordHistory, *, zone: str, without: Collection[str] = ()) -> str:
    """Each field with its value, and where it comes from where that is not what `came_from` says."""
    lines = ["| Field | As it stands |", "|:--|:--|"]
    for name in FIELDS:
        value = record.fields.get(name)
        if name in without or (value is None and name not in record.file_says):
            continue
        by_hand = source_words(record, name, zone=zone)
        small = f" :small[:gray[{by_hand}]]" if by_hand else ""
        lines.append(f"| :gray[{field_name(name)}] | {value_words(value)}{small} |")
    return "\n".join(lines)


def came_from(record: RecordHistory) -> str:
    """Where the fields come from, but for those that say otherwise."""
    if record.reference is None:
        return "Put in by hand."
    return (
        f"From file **{plain(record.source or '')}**, reference **{plain(record.reference)}**, but for fields that say "
        "otherwise."
    )


def source_words(record: RecordHistory, name: str, *, zone: str) -> str:
    """Who set a field by hand and what the file says instead; empty for what is as the file says, or as it began."""
    change = record.set_by(name)
    if name not in record.file_says and (change is None or change.file is not None or change.is_first):
        return ""
    text = "by hand"
    if change is not None:
        text += f": {plain(change.actor)}, {in_words(change.at.astimezone(ZoneInfo(zone)).date())}"
    if name in record.file_says:
        says = value_words(record.file_says[name])
        text += f"; file {plain(record.source or '')} says {says}"
    return text


def history_list(changes: Sequence[Change], *, zone: str) -> str:
    return "\n".join(f"- {change_line(change, zone=zone)}" for change in changes)


def change_line(change: Change, *, zone: str) -> str:
    """Who, when, what was there before and what after, and why."""
    text = f"**{moment_words(change.at, zone=zone)}** · {plain(change.actor)} "
    if change.file is not None and change.action == "bring in":
        text += f"brought it in with file {plain(change.file)}"
    else:
        text += undone_words(change)
    if not change.is_first:
        told = [
            f"{field_name(name).lower()} {value_words(before)} → **{value_words(after)}**"
            for name, (before, after) in change.fields.items()
        ]
        text += f": {'; '.join(told)}" if told else ""
    return text + (f". Reason: {plain(change.reason)}" if change.reason else "")


def both_versions(record: RecordHistory, typed: Mapping[str, Value], *, version: int, zone: str) -> str:
    """Field by field: as it was when somebody saw `version`, as it is now, and what they typed."""
    then = dict(record.fields)
    for change in record.since(version):
        then |= {name: before for name, (before, _) in change.fields.items()}
    names = [name for name in FIELDS if then.get(name) != record.fields.get(name) or name in typed]
    lines = ["| | When you looked | Now | Yours |", "|:--|:--|:--|:--|"]
    for name in names:
        now = value_words(record.fields.get(name))
        yours = f"**{value_words(typed[name])}**" if name in typed else "as now"
        lines.append(f"| {field_name(name)} | {value_words(then.get(name))} | **{now}** | {yours} |")
    return "\n".join(lines)
