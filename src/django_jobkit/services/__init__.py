"""The verbs: one file each, the only API for every edge."""
