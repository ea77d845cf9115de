"""Write the parts of the documentation that the code knows better: ``python -m docs.generators``."""

from __future__ import annotations
