"""What the teams of the example company do well: written down long ago, shown by hits since, read aloud on Mondays."""

from datetime import date

from sqlalchemy import select

from db.changes import table_of
from db.changes.applause import applaud
from db.changes.strengths import add_strength, retire_strength, show_by_hit
from db.demo.at_work import Staff
from db.demo.days import WEEK
from db.demo.words_strengths import APPLAUDED, RETIRED, STRENGTHS
from db.models import Team, Win, WinTeam
from db.queries.strengths import lists_of_teams
from meeting.strengths import Applauded, Strength

PROOFS = 3
"""So many hits at most show one strength."""


def write_down(staff: Staff, *, before: date) -> None:
    """The lists, begun some weeks before the first meeting."""
    teams = _teams(staff)
    team, who, text, weeks = RETIRED
    _add(staff, teams[team], who, text, on=before - weeks * WEEK)
    (gone,) = [one for one in _strengths(staff) if one.text == text]
    on = before - 10 * WEEK
    staff.do(retire_strength, gone.id, seen=gone.version, today=on, by="Katharina Vogt", on=on)
    for team, some in STRENGTHS.items():
        for who, text, weeks, _ in some:
            _add(staff, teams[team], who, text, on=before - weeks * WEEK)


def show_by_hits(staff: Staff, *, until: date, on: date) -> None:
    """The latest hits of the team whose words say so, each tied to one strength."""
    found = {one.text: one for one in _strengths(staff)}
    for team, some in STRENGTHS.items():
        free = _hits(staff, team, until=until)
        for who, text, _, says in some:
            ours = [hit for hit in free if any(each in hit[1] for each in says)][:PROOFS]
            free = [hit for hit in free if hit not in ours]
            for win_id, _ in reversed(ours):
                staff.do(show_by_hit, found[text].id, win_id, by=who, on=on, after=-30)


def applaud_what_is_read(staff: Staff, meeting_id: int, *, on: date, after: float) -> None:
    for one in _strengths(staff):
        if meeting_id in one.read_in:
            for name, times in APPLAUDED:
                for _ in range(times):
                    staff.do(applaud, about=(Applauded.STRENGTH, one.id), by=name, on=on, after=after)


def _add(staff: Staff, team_id: int, who: str, text: str, *, on: date) -> None:
    staff.do(add_strength, team_id=team_id, text=text, today=on, by=who, on=on)


def _strengths(staff: Staff) -> list[Strength]:
    return [one for listed in lists_of_teams(staff.session) for one in (*listed.strengths, *listed.retired)]


def _teams(staff: Staff) -> dict[str, int]:
    columns = table_of(Team).c
    return {row.name: row.id for row in staff.session.execute(select(columns.id, columns.name))}


def _hits(staff: Staff, team: str, *, until: date) -> list[tuple[int, str]]:
    """Number and words, the newest first."""
    wins, credited = table_of(Win).c, table_of(WinTeam).c
    query = (
        select(wins.id, wins.text)
        .join(table_of(WinTeam), credited.win_id == wins.id)
        .where(credited.team_id == _teams(staff)[team], wins.happened_on <= until)
        .order_by(wins.happened_on.desc(), wins.id.desc())
    )
    return [(row.id, row.text) for row in staff.session.execute(query)]
