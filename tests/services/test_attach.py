"""What a job leaves behind is there whole or not at all, is fenced, and goes with the job."""

from __future__ import annotations

import hashlib
import os
import threading
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.files.storage import InMemoryStorage
from django.db import OperationalError, transaction

from django_jobkit import LeaseLost
from django_jobkit.core.outcome import Completed
from django_jobkit.exceptions import ArtifactTooLarge, InvalidArtifact, TooManyArtifacts
from django_jobkit.models import Job, JobArtifact
from django_jobkit.models.clock import DatabaseNow
from django_jobkit.services import attach
from django_jobkit.services.attach import attach_file
from django_jobkit.services.prune import prune_batch
from django_jobkit.services.remove import remove_job
from django_jobkit.services.rescue import rescue_expired
from django_jobkit.services.settle import settle
from django_jobkit.testing.plugin import jobkit_settings
from tests.services import kit
from tests.services.artifacts import files, listed, storage
from tests.services.soundness import fetch

__all__ = ["storage"]


@pytest.mark.django_db
def test_bytes_paths_and_files_are_kept_with_what_is_known_of_them(tmp_path: Path) -> None:
    run = kit.running()
    path = tmp_path / "table"
    path.write_bytes(b"a,b\n" * 9)
    read_up = BytesIO(b"from its beginning")
    read_up.read()
    attach_file(run.id, 1, "täble.csv", path)
    attach_file(run.id, 1, "notes", read_up)
    attach_file(run.id, 1, "page.html", b"<p>", "text/html; charset=UTF-8")

    assert listed(run) == {"täble.csv": b"a,b\n" * 9, "notes": b"from its beginning", "page.html": b"<p>"}
    table, notes, page = JobArtifact.objects.order_by("pk")
    assert (table.size, table.sha256, table.attempt) == (36, hashlib.sha256(b"a,b\n" * 9).hexdigest(), 1)
    assert [row.content_type for row in (table, notes, page)] == [
        "text/csv",
        "application/octet-stream",
        "text/html; charset=utf-8",
    ]
    assert table.file.name.endswith(".csv")
    assert "t" not in Path(table.file.name).stem
    assert not read_up.closed


@pytest.mark.django_db
def test_what_can_be_read_only_once_is_kept_too() -> None:
    run = kit.running()
    out, into = os.pipe()
    writer = threading.Thread(target=lambda: (os.write(into, b"drip"), os.close(into)))
    writer.start()
    with open(out, "rb", buffering=0) as pipe:  # noqa: PTH123 - it is no path
        attach_file(run.id, 1, "pipe.txt", pipe)
    writer.join()
    assert listed(run) == {"pipe.txt": b"drip"}


class Endless:
    """A stream that never ends and remembers how much was asked of it."""

    largest = 0

    def read(self, size: int = -1) -> bytes:
        """Zeros."""
        assert size > 0
        self.largest = max(self.largest, size)
        return bytes(size)


@pytest.mark.django_db
@pytest.mark.parametrize("limit", [0, 5000, 3_000_000])
def test_a_file_that_is_too_large_is_read_no_further(limit: int, storage: InMemoryStorage, tmp_path: Path) -> None:
    run = kit.running()
    endless = Endless()
    path = tmp_path / "large"
    path.write_bytes(bytes(limit + 1))
    with jobkit_settings(MAX_ARTIFACT_BYTES=limit):
        for large in (endless, path, bytes(limit + 1)):
            with pytest.raises(ArtifactTooLarge, match=f"{limit:,} bytes"):
                attach_file(run.id, 1, "large", large)  # type: ignore[arg-type]
        attach_file(run.id, 1, "just right", bytes(limit))
    assert endless.largest <= 1024 * 1024
    assert len(files(storage)) == JobArtifact.objects.count() == 1


BAD_NAMES = [
    "",
    " ",
    " a",
    "a/b",
    "a\\b",
    "a\nb",
    "a\x00",
    "a\x85b",
    "a\u2028b",
    "gpj\u202eexe.",
    "\ud800",
    "n" * 201,
]


@pytest.mark.django_db
@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_name_is_one_line_without_folders(name: str, storage: InMemoryStorage) -> None:
    with pytest.raises(InvalidArtifact, match="one line of 1 to 200 characters"):
        attach_file(kit.running().id, 1, name, b"")
    assert files(storage) == []


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["text", "text/html\nX: y", "a/b; charset=x; y=z", "ä/ö", "a/" + "b" * 99])
def test_a_type_of_content_is_one(kind: str) -> None:
    with pytest.raises(InvalidArtifact, match="no type of content"):
        attach_file(kit.running().id, 1, "x", b"", kind)


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", ["text", None, 7])
def test_what_is_no_file_is_refused_in_words(wrong: Any) -> None:
    with pytest.raises(TypeError, match=r"not (str|NoneType|int)"):
        attach_file(kit.running().id, 1, "x", wrong)


@pytest.mark.django_db
def test_names_that_a_database_takes_for_equal_are_different() -> None:
    run = kit.running()
    for name in ("a.txt", "A.txt", "ä.txt", "a .txt"):
        attach_file(run.id, 1, name, name.encode())
    assert listed(run) == {name: name.encode() for name in ("a.txt", "A.txt", "ä.txt", "a .txt")}


def test_the_same_name_replaces_and_the_old_file_goes_with_the_commit(
    committed: None, storage: InMemoryStorage
) -> None:
    run = kit.running()
    attach_file(run.id, 1, "a", b"old")
    attach_file(run.id, 1, "b", b"b")
    first = JobArtifact.objects.get(name="a").pk
    with pytest.raises(KeyError), transaction.atomic():
        attach_file(run.id, 1, "a", b"lost")
        raise KeyError
    assert listed(run) == {"a": b"old", "b": b"b"}
    attach_file(run.id, 1, "a", b"new")
    assert listed(run) == {"a": b"new", "b": b"b"}
    assert JobArtifact.objects.get(name="a").pk == first
    # The one whose row was rolled back waits for the sweep.
    assert len(files(storage)) == 3


@pytest.mark.django_db
def test_a_job_has_no_more_artifacts_than_it_may() -> None:
    run = kit.running()
    with jobkit_settings(MAX_ARTIFACTS=2):
        attach_file(run.id, 1, "a", b"")
        attach_file(run.id, 1, "b", b"")
        attach_file(run.id, 1, "a", b"again")
        with pytest.raises(TooManyArtifacts, match="may have 2"):
            attach_file(run.id, 1, "c", b"")
    assert listed(run) == {"a": b"again", "b": b""}


@pytest.mark.django_db
@pytest.mark.parametrize("fate", ["rescued", "running again", "completed", "gone"])
def test_a_zombie_attaches_nothing_and_leaves_no_file(expire: Any, fate: str, storage: InMemoryStorage) -> None:
    zombie = kit.running()
    if fate == "completed":
        settle(zombie, Completed(1))
    elif fate == "gone":
        Job.objects.filter(pk=zombie.id).delete()
    else:
        expire(zombie)
        rescue_expired()
        if fate == "running again":
            kit.claim(zombie)
    with pytest.raises(LeaseLost):
        attach_file(zombie.id, 1, "late", b"late")
    assert not JobArtifact.objects.exists()
    assert files(storage) == []


@pytest.mark.django_db
def test_attaching_is_a_sign_of_life_and_no_visible_change(expire: Any) -> None:
    run = kit.running()
    revision = fetch(run).revision
    expire(run)
    attach_file(run.id, 1, "a", b"")
    assert rescue_expired().count == 0
    assert fetch(run).revision == revision


@pytest.mark.django_db
def test_a_storage_that_breaks_in_the_middle_leaves_nothing_behind(storage: InMemoryStorage) -> None:
    run = kit.running()
    with (
        patch.object(InMemoryStorage, "_save", side_effect=OSError("disk full")),
        patch.object(InMemoryStorage, "delete") as delete,
        pytest.raises(OSError, match="disk full"),
    ):
        attach_file(run.id, 1, "a.csv", b"")
    assert delete.call_args.args[0].endswith(".csv")
    assert not JobArtifact.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("committed_after_all", [True, False])
def test_a_file_whose_row_may_be_there_is_kept(committed_after_all: bool, storage: InMemoryStorage) -> None:
    run = kit.running()
    write = attach._write

    def cut_off(*given: Any) -> None:
        if committed_after_all:
            write(*given)
        raise OperationalError("the line was cut")

    with patch.object(attach, "_write", cut_off), pytest.raises(OperationalError):
        attach_file(run.id, 1, "a", b"a")
    assert len(files(storage)) == int(committed_after_all)


@pytest.mark.parametrize("way", ["remove", "prune", "queryset", "owner"])
def test_files_go_with_their_job_by_any_way(committed: None, way: str, storage: InMemoryStorage) -> None:
    owner = kit.new_user()
    run = kit.running(owner=owner)
    attach_file(run.id, 1, "a", b"a")
    attach_file(run.id, 1, "b", b"b")
    settle(run, Completed(1))
    if way == "remove":
        remove_job(fetch(run))
    elif way == "prune":
        Job.objects.update(finished_at=DatabaseNow() - timedelta(days=9))
        assert prune_batch(timedelta(days=1)) == 1
    elif way == "queryset":
        Job.objects.all().delete()
    else:
        owner.delete()
    assert not JobArtifact.objects.exists()
    assert files(storage) == []


def test_a_removal_that_is_rolled_back_keeps_the_files(committed: None, storage: InMemoryStorage) -> None:
    run = kit.running()
    attach_file(run.id, 1, "a", b"a")
    with pytest.raises(KeyError), transaction.atomic():
        Job.objects.all().delete()
        raise KeyError
    assert listed(run) == {"a": b"a"}
