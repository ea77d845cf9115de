"""How records are kept: compressed chunks, counters, problems, profiles."""
