"""The tables. No behaviour; words and states are those of meeting/.

`table=True` models do not validate: rows are checked before they get here, and the constraints below are the
last net. Every record carries `version` (counted up by each change) and `hidden` (deleting hides).
ISO weeks are stored beside their day because neither database computes them reliably.
"""

from db.models.accounts import Account, FailedSignIn, Invitation, KnownBrowser, SetupCode, SignIn
from db.models.base import Base, Record, Sourced
from db.models.customers import Complaint, Customer, Promise, PromiseDay, ToldApart, Win, WinPerson, WinTeam
from db.models.field import NoteOutcome
from db.models.guests import Guest, GuestPhone, JoinCode, WrongCode
from db.models.house import Mark, Organisation, Person, Team
from db.models.log import Event, IntakeRun, RefusedRow
from db.models.meetings import (
    ActionItem,
    Attendance,
    Decision,
    FieldNote,
    Meeting,
    MeetingRating,
    Topic,
)
from db.models.minutes import Minutes, ReadTick
from db.models.rota import Absence, MeetingLed, RotaPlace, RotaSkip, RotaSwap, RotaTurn
from db.models.search import SearchEntry, SearchWord
from db.models.strengths import Applause, Strength, StrengthProof, StrengthReading
from db.models.votes import Answered, Ballot, PulseAnswer, Stand, Vote

__all__ = [
    "Absence",
    "Account",
    "ActionItem",
    "Answered",
    "Applause",
    "Attendance",
    "Ballot",
    "Base",
    "Complaint",
    "Customer",
    "Decision",
    "Event",
    "FailedSignIn",
    "FieldNote",
    "Guest",
    "GuestPhone",
    "IntakeRun",
    "Invitation",
    "JoinCode",
    "KnownBrowser",
    "Mark",
    "Meeting",
    "MeetingLed",
    "MeetingRating",
    "Minutes",
    "NoteOutcome",
    "Organisation",
    "Person",
    "Promise",
    "PromiseDay",
    "PulseAnswer",
    "ReadTick",
    "Record",
    "RefusedRow",
    "RotaPlace",
    "RotaSkip",
    "RotaSwap",
    "RotaTurn",
    "SearchEntry",
    "SearchWord",
    "SetupCode",
    "SignIn",
    "Sourced",
    "Stand",
    "Strength",
    "StrengthProof",
    "StrengthReading",
    "Team",
    "ToldApart",
    "Topic",
    "Vote",
    "Win",
    "WinPerson",
    "WinTeam",
    "WrongCode",
]
