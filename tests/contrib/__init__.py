"""Tests of the optional guests."""
