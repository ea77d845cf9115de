"""Bugs to put into a copy of the source, so that the harness proves that it would notice them."""
