"""What can be done with accounts, and what bounds it."""
