"""The verbs of scans: the only way to write them."""
