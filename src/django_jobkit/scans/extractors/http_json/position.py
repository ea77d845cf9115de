"""How far the reading is: the cursor of ``http_json``."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

from django_jobkit.scans.extractors.http_json.paging_options import Named

#: Requests that are remembered from one attempt to the next, to see when they go round in circles.
_REMEMBERED = 50


class Position(BaseModel):
    """Everything that the next request needs; no secrets."""

    pages: int = 0
    records: int = 0
    #: How to get from page to page, given or found out.
    paging: Named | None = Field(default=None, discriminator="kind")
    #: Where that goes next; None before the first page, and behind the last.
    next: dict[str, Any] | None = None
    done: bool = False
    #: Where in an answer the records are, given or found out.
    selector: str | None = None
    #: Digests of the last requests.
    asked: list[str] = []
    #: Digest of the records of the last page.
    page: str = ""

    def remember(self, digest: str) -> None:
        """Put `digest` under the last requests."""
        self.asked = [*self.asked, digest][-_REMEMBERED:]
