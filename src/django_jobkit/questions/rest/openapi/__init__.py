"""The descriptions of the operations of questions for drf-spectacular."""
