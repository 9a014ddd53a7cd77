"""Customers who are new: what the same kind of customer was promised before is theirs, not the newcomer's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from db.demo.company import Customer
from db.demo.days import WEEK
from db.demo.promises import Promise
from db.demo.telling import Stage

HOW_MANY = 6
_NEW_FOR = 7 * WEEK
"""A week less than meeting.field.NEW_FOR: who is new stays so until the coming meeting."""


def with_newcomers(stage: Stage, given: Sequence[Promise]) -> tuple[Promise, ...]:
    """Some of the smallest customers were promised nothing before the last weeks. No dice: nothing else changes."""
    since = stage.last_sunday - _NEW_FOR
    lately = [one.customer for one in given if one.made_on > since and not one.customer.tier]
    distinct = tuple(dict.fromkeys(lately))
    # Some from each of these weeks, not all from the first.
    new = distinct[:: max(1, len(distinct) // HOW_MANY)][:HOW_MANY]
    others = {one: _others(stage, one, without=new) for one in new}

    def whose(number: int, one: Promise) -> Customer:
        alike = others.get(one.customer, ()) if one.made_on <= since else ()
        return alike[number % len(alike)] if alike else one.customer

    return tuple(replace(one, customer=whose(number, one)) for number, one in enumerate(given))


def first_promises(given: Sequence[Promise]) -> Mapping[Customer, date]:
    """The day on which each customer was promised something for the first time."""
    return {one.customer: one.made_on for one in sorted(given, key=lambda one: one.made_on, reverse=True)}


def _others(stage: Stage, new: Customer, *, without: Sequence[Customer]) -> list[Customer]:
    """Who owns machines of the same kind, the smaller first; anybody where nobody does."""
    free = [one for one in stage.company.customers if one not in without]
    return [one for one in free if one.trade == new.trade] or free
