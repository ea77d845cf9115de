"""The front desk: every verb of the house over HTTP, through Django REST framework."""

from __future__ import annotations
