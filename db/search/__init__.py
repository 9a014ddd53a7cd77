"""Searching everything ever said or logged: an index of words that follows every change, the same on both databases.

Its words are those of meeting.search. Its ids are made of day, kind and record: the newest stand last, and what was
found can be counted by kind and put in order without a look at anything but the index.
"""

from db.search.finding import find
from db.search.index import differences, rebuild, refresh

__all__ = ["differences", "find", "rebuild", "refresh"]
