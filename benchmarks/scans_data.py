"""A table such as people upload: ten columns of everything, the same in every run."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

HEADER = ("id", "name", "email", "country", "signed_up", "orders", "spent", "active", "reference", "note")
_KINDS = ("Café", "Bazar", "Shop", "Bar", "Deli", "Pub", "Inn", "Hôtel", "Kiosk", "Club")
_TOWNS = ("Bern", "L'Aquila", "Málaga", "Zürich", "Ibadan", "Plzeň", "Leeds", "Nagoya", "Porto", "Amiens")
_COUNTRIES = ("DE", "FR", "ES", "NG", "JP", "US", "BR", "CZ", "SE", "IN")
_NOTES = ("", "", "", "call back on Monday", "asked for an invoice, twice", 'said "never again"', "=see above")
_BEGIN = date(2015, 1, 1)


def write_csv(path: Path, rows: int) -> None:
    """`rows` rows and a header."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(_rows(rows))


def _rows(count: int) -> Iterator[tuple[object, ...]]:
    chance = random.Random(4)
    for number in range(1, count + 1):
        kind, town = chance.choice(_KINDS), chance.choice(_TOWNS)
        yield (
            number,
            f"{kind} {town}",
            f"user{number}@example.org" if number % 50 else "",
            chance.choice(_COUNTRIES),
            _BEGIN + timedelta(days=chance.randrange(4000)),
            chance.randrange(200),
            f"{chance.random() * 5000:.2f}",
            "true" if chance.random() < 0.8 else "false",
            f"{chance.getrandbits(64):016x}",
            chance.choice(_NOTES),
        )
