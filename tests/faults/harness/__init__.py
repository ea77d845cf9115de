"""Tests of the harness itself, for a harness that finds nothing may just be blind."""
