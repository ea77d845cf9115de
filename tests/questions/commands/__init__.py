"""The commands of questions."""
