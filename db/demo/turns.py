"""Who takes turns in the example company: in leading, and in coming along from each side."""

from __future__ import annotations

from datetime import date
from typing import Final

from db.changes import rota
from db.demo.at_work import Staff
from meeting.rota import RotaKind

PLANNED_BY: Final = "Katharina Vogt"
ON_ROTA: Final = {
    RotaKind.FACILITATOR: ("Ingrid Halvorsen", "Stefan Huber", "Katharina Vogt", "Zoë Aebischer"),
    RotaKind.SALES: ("Fatou Diallo", "Jonas Lindqvist", "Aylin Demir", "Luca Ferrante"),
    RotaKind.SERVICE: ("Goran Petrović", "Hanna Wójcik", "Linh Nguyen", "Marek Nowak", "Rosa Giménez"),
}


def put_on_rota(staff: Staff, *, on: date) -> None:
    """Before the first meeting: from then on each meeting takes its turns off it."""
    for kind, names in ON_ROTA.items():
        ids = [staff.id_of(name) for name in names]
        staff.do(rota.set_rota, kind, people=ids, seen=(), today=on, by=PLANNED_BY, on=on, after=-30)
