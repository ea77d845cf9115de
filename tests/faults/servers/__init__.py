"""Servers of the harness's own, to be stopped and killed, and a proxy to stand before those that must not be."""
