"""Commands of questions."""
