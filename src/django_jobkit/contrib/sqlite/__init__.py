"""SQLite as Django has it, for ``ENGINE``, with one difference: the writers of a process take turns."""
