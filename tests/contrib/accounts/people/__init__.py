"""User models that are none of Django's, for tests that swap them in."""
