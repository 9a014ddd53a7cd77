"""The tables. No behaviour; words and states are those of meeting/.

`table=True` models do not validate: rows are checked before they get here, and the constraints below are the
last net. Every record carries `version` (counted up by each change) and `hidden` (deleting hides).
ISO weeks are stored beside their day because neither database computes them reliably.
"""

from db.models.accounts import Account, FailedSignIn, Invitation, KnownBrowser, SetupCode, SignIn
from db.models.base import Base, Record, Sourced
from db.models.customers import Complaint, Customer, Promise, Win, WinPerson, WinTeam
from db.models.house import Mark, Organisation, Person, Team
from db.models.log import Event, IntakeRun, RefusedRow
from db.models.meetings import (
    ActionItem,
    Attendance,
    Decision,
    FieldNote,
    Meeting,
    MeetingRated,
    MeetingRating,
    Topic,
)

__all__ = [
    "Account",
    "ActionItem",
    "Attendance",
    "Base",
    "Complaint",
    "Customer",
    "Decision",
    "Event",
    "FailedSignIn",
    "FieldNote",
    "IntakeRun",
    "Invitation",
    "KnownBrowser",
    "Mark",
    "Meeting",
    "MeetingRated",
    "MeetingRating",
    "Organisation",
    "Person",
    "Promise",
    "Record",
    "RefusedRow",
    "SetupCode",
    "SignIn",
    "Sourced",
    "Team",
    "Topic",
    "Win",
    "WinPerson",
    "WinTeam",
]
