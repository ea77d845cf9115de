"""What accounts remember beside the host's users: counts, in rows."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Tally(models.Model):
    """How often something happened in a window of time; after its end it counts from one again.

    The key is a keyed hash, which tells nobody of whom the count is.
    """

    key = models.CharField(_("key"), primary_key=True, max_length=64)
    count = models.PositiveIntegerField(_("count"))
    ends_at = models.DateTimeField(_("ends at"), db_index=True)

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")

    def __str__(self) -> str:
        return f"{self.count} until {self.ends_at:%H:%M:%S}"
