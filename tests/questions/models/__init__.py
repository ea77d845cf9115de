"""The rows of questions."""
