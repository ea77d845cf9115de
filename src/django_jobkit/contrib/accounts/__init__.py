"""Accounts by session: register, log in, log out, and who am I, over JSON."""
