"""Which column of a file is which field: by its own name, by a usual name, or as the person says."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from db.intake.asking import About, Unclear, as_option
from db.intake.candidates import Candidate, could_be, names_in, surest, written
from db.intake.fields import DELIVERED, FIELDS, STATUS, WISHED, Field, Kind, field_named, read_of
from db.intake.vocabulary import column_key, system_of
from meeting.errors import UnreadableFile

ASKED_WHERE_LIKELY = (DELIVERED, "resolved_on")
"""Without them everything counts as missed, or as open: where a column could be it, that is asked."""


@dataclass(frozen=True)
class Match:
    """A field and the places of the columns that give it; several are joined with a space."""

    field: Field
    columns: tuple[int, ...]
    heading: str


def match_columns(kind: Kind, heading: Sequence[str], *, maps: dict[str, str]) -> tuple[Match, ...]:
    """`maps` is {field: column or column+column}; an empty column leaves the field out.

    Raises Unclear when a field could be two columns or a required one is none; UnreadableFile when `maps` names
    nothing.
    """
    for name in maps:
        if field_named(kind, name) is None:
            known = ", ".join(field.name for field in read_of(kind))
            raise UnreadableFile(
                f"--map {name}=…: {kind} have no field “{name}”. Nothing was saved. Name one of: {known}."
            )
    every = could_be(kind, heading)
    by_name = _by_name(kind, every, said=maps)
    found = [
        _match(field, kind, heading, maps.get(field.name), by_name[field.name]) for field in read_of(kind)
    ]
    matches = _without_wish_as_promise([match for match in found if match is not None])
    missing = [
        f.name for f in FIELDS[kind] if f.required and f.name not in {match.field.name for match in matches}
    ]
    if missing:
        raise Unclear(
            f"No column is plainly {' or '.join(missing)}, which {kind} need.",
            about=About.COLUMN,
            options=f"Say which: {' '.join(_likely(name, every[name]) for name in missing)}. "
            f"The file has: {', '.join(name or '(no name)' for name in heading)}.",
            fields=missing,
        )
    for name in ASKED_WHERE_LIKELY:
        if name in by_name and name not in maps and not by_name[name] and (could := every[name]):
            names = [each.heading for each in could]
            raise Unclear(
                f"{name} could be {' or '.join(names)}, and could be none of the columns.",
                about=About.COLUMN,
                options=f"Say which: {' or '.join(as_option(f'--map {name}=', each) for each in names)} "
                f"(--map {name}= for none).",
                fields=[name],
            )
    return matches


def _without_wish_as_promise(matches: Sequence[Match]) -> tuple[Match, ...]:
    """A column that is taken as the promised day is not kept as the wish, too."""
    promised = {match.columns for match in matches if match.field.name == "promised_on"}
    return tuple(match for match in matches if match.field.name != WISHED or match.columns not in promised)


def _likely(name: str, could: Sequence[Candidate]) -> str:
    """The option that answers, with the columns that it could be."""
    return " or ".join(f"--map {name}={each}" for each in [one.heading for one in could] or ["COLUMN"])


def found_by_name(
    kind: Kind, heading: Sequence[str], *, said: Collection[str] = ()
) -> dict[str, list[tuple[int, ...]]]:
    """The columns each field could be. A list that knows its customers by name alone means them by it."""
    return _by_name(kind, could_be(kind, heading), said=said)


def _by_name(
    kind: Kind, every: Mapping[str, Sequence[Candidate]], *, said: Collection[str]
) -> dict[str, list[tuple[int, ...]]]:
    found = {field.name: [each.columns for each in surest(every[field.name])] for field in read_of(kind)}
    has_names_alone = kind is Kind.PROMISES and not found["customer"] and len(found["customer_name"]) == 1
    if has_names_alone and "customer_name" not in said:
        found["customer"], found["customer_name"] = found["customer_name"], []
    return found


def not_used(heading: Sequence[str], matches: Iterable[Match]) -> list[str]:
    """The columns of a file that no field takes; one without a name says nothing."""
    used = {place for match in matches for place in match.columns}
    return [name for place, name in enumerate(names_in(heading)) if name and place not in used]


def guess_kind(heading: Sequence[str]) -> Kind | None:
    """The kind this heading fits best: the fewest needed fields missing, then the most fields found."""
    scores = []
    for kind, fields in FIELDS.items():
        # Where something stands is said in lists of every kind.
        found = [
            name
            for name, places in found_by_name(kind, heading).items()
            if len(places) == 1 and name != STATUS
        ]
        missing = sum(field.required and field.name not in found for field in fields)
        scores.append((-missing, len(found), kind))
    scores.sort(reverse=True)
    system = system_of(heading)
    # What a system writes is of its kinds, where it has all that one of them needs.
    of_system = [each for each in scores if system and each[2] in system.kinds and not each[0]]
    scores = of_system or scores
    best = scores[0]
    is_one = len(scores) == 1 or best[:2] > scores[1][:2]
    return best[2] if best[1] > 1 and is_one else None


def _match(
    field: Field, kind: Kind, heading: Sequence[str], said: str | None, found: Sequence[tuple[int, ...]]
) -> Match | None:
    if said is not None:
        return _as_said(field, kind, heading, said) if said else None
    if len(found) > 1:
        names = [written(columns, heading) for columns in found]
        choice = " or ".join(as_option(f"--map {field.name}=", name) for name in names)
        raise Unclear(
            f"{field.name} could be {' or '.join(names)}.",
            about=About.COLUMN,
            options=f"Say which: {choice} (--map {field.name}= for neither).",
            fields=[field.name],
        )
    return Match(field, found[0], written(found[0], heading)) if found else None


def _places(keys: Sequence[str], name: str) -> list[int]:
    return [place for place, key in enumerate(keys) if key == column_key(name)]


def _as_said(field: Field, kind: Kind, heading: Sequence[str], said: str) -> Match:
    """A column whose name holds a plus is taken as it is before the plus is read as joining."""
    called = names_in(heading)
    names = [said] if said in heading or said in called else said.split("+")
    columns = []
    for name in names:
        bare = name.strip()
        places = (
            [place for place, column in enumerate(called) if column == bare]
            or [place for place, column in enumerate(heading) if column == bare]
            or _places([column_key(column) for column in heading], name)
        )
        if len(places) != 1:
            problem = "twice" if places else "nowhere"
            raise Unclear(
                f"“{name.strip()}” stands {problem} in the heading of these {kind}.",
                about=About.COLUMN,
                given=f"--map {field.name}={said}: ",
                options=f"Name one of its columns: {', '.join(called)}.",
                fields=[field.name],
            )
        columns.append(places[0])
    return Match(field, tuple(columns), written(columns, heading))
