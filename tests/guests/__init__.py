"""An app of a third party whose rows belong to jobs."""
