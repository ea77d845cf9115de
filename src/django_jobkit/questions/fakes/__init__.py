"""Made-up rows: for tests one at a time, for people who want to look around as many as they like."""
