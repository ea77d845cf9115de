"""Executors as processes of their own, killed at will. An app, so that workers find its jobs."""

from __future__ import annotations
