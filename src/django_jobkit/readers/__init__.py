"""What extractors and platforms have in common: generator functions by which a job reads something outside, bit by bit.

It knows neither scans nor questions; each of them says what its readers yield, and keeps it.
"""

from __future__ import annotations
