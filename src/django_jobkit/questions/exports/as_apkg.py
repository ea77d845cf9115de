"""Questions as a package for Anki: a note for each, without what FSRS knows of them."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable
from contextlib import closing
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from django_jobkit.exceptions import ExtraMissing
from django_jobkit.questions.exports.entries import Entry


def write_apkg(file: IO[bytes], entries: Iterable[Entry]) -> None:
    """A deck of notes; whoever imports it again updates those that are there. Raises ExtraMissing without genanki."""
    try:
        from django_jobkit.questions.exports.anki_notes import StreamedDeck
    except ImportError as error:
        raise ExtraMissing("questions") from error
    from genanki import Package

    # genanki itself would leave a file of its own behind, each time.
    with TemporaryDirectory(prefix="jobkit-anki-") as folder:
        collection = Path(folder, "collection.anki2")
        with closing(sqlite3.connect(collection)) as connection:
            now = time.time()
            Package(StreamedDeck(entries)).write_to_db(connection.cursor(), now, count(int(now * 1000)))
            connection.commit()
        with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=1) as package:
            package.write(collection, collection.name)
            package.writestr("media", "{}")
