"""Who the example company is: its name, its goal and its people. Nobody here exists."""

from typing import Final

NAME: Final = "Halden & Rao Kitchen and Laundry"
ZONE: Final = "Europe/Berlin"
COMMON_GOAL: Final = "We promise only what we can keep together, and what we promised arrives on the day."

SALES: Final = "Sales"
SERVICE: Final = "Service"
WORKSHOP: Final = "Workshop"
TEAMS: Final = ((SALES, "sales"), (SERVICE, "service"), (WORKSHOP, "service"))

# First names are all different: texts name people by first name only, as colleagues do.
PEOPLE: Final = (
    ("Katharina Vogt", SALES, "manager"),
    ("Luca Ferrante", SALES, "member"),
    ("Aylin Demir", SALES, "member"),
    ("Tobias Kern", SALES, "member"),
    ("Fatou Diallo", SALES, "member"),
    ("Jonas Lindqvist", SALES, "member"),
    ("Marie-Claire Dubois", SALES, "member"),
    ("Pieter van den Berg", SALES, "member"),
    ("Ingrid Halvorsen", SALES, "facilitator"),
    ("Stefan Huber", SERVICE, "manager"),
    ("Zoë Aebischer", SERVICE, "manager"),
    ("Marek Nowak", SERVICE, "member"),
    ("Goran Petrović", SERVICE, "member"),
    ("Amira Haddad", SERVICE, "member"),
    ("Seán O'Connor", SERVICE, "member"),
    ("Thandiwe Mokoena", SERVICE, "member"),
    ("Nils Brandt", SERVICE, "member"),
    ("Rosa Giménez", SERVICE, "member"),
    ("Priya Raman", SERVICE, "admin"),
    ("Yusuf Kaya", WORKSHOP, "manager"),
    ("Hanna Wójcik", WORKSHOP, "member"),
    ("Dario Bianchi", WORKSHOP, "member"),
    ("Linh Nguyen", WORKSHOP, "member"),
    ("Björn Eklund", WORKSHOP, "member"),
)
