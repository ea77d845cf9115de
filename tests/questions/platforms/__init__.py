"""Platforms, tried without a database."""
