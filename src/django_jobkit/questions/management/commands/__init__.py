"""Found by Django, one command per file."""
