"""Where Django looks for a database engine."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.sqlite3 import base

from django_jobkit.contrib.sqlite.turns import Queue, queue_of

_Django: Any = base.DatabaseWrapper
_WRITE = re.compile(r"\s*(?:INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)
#: What SQLite's driver waits when it is not told.
_PATIENCE = 5.0


class DatabaseWrapper(_Django):  # type: ignore[misc] # the stubs of Django do not know its inner methods
    """A connection that asks for the write lock when it is its turn, and so finds it free.

    SQLite has whoever waits look again now and then, ten times a second in the end; whoever has just come looks more
    often. So the lock lies idle while many wait for it, and some of them wait in vain.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._held: Queue | None = None
        self.execute_wrappers.append(self._execute_in_turn)

    def _start_transaction_under_autocommit(self) -> None:
        if self.transaction_mode in {"IMMEDIATE", "EXCLUSIVE"}:
            self._take_turn()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._give_turn_back()
            raise

    def _commit(self) -> None:
        super()._commit()
        # A commit that fails is rolled back.
        self._give_turn_back()

    def _rollback(self) -> None:
        try:
            super()._rollback()
        finally:
            self._give_turn_back()

    def _close(self) -> None:
        try:
            super()._close()
        finally:
            self._give_turn_back()

    def _execute_in_turn(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        is_alone = not self.connection.in_transaction and self._held is None
        if not (is_alone and _WRITE.match(sql)):
            return execute(sql, params, many, context)
        with self._turn():
            return execute(sql, params, many, context)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        self._take_turn()
        try:
            yield
        finally:
            self._give_turn_back()

    def _take_turn(self) -> None:
        if self.is_in_memory_db():
            return
        queue = queue_of(str(self.settings_dict["NAME"]))
        # Turns are a courtesy: whoever waited in vain asks for the lock all the same, which decides, and so ends the
        # turn of one who is gone without a word.
        queue.wait(float(self.settings_dict["OPTIONS"].get("timeout", _PATIENCE)))
        self._held = queue

    def _give_turn_back(self) -> None:
        if self._held is not None:
            self._held.next()
            self._held = None
