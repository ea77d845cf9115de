"""Django's tasks framework, both ways: as an executor of ours, and with ours as its backend."""

from __future__ import annotations
