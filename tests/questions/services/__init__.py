"""The verbs of questions."""
