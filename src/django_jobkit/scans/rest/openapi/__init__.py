"""The descriptions of our operations for drf-spectacular."""
