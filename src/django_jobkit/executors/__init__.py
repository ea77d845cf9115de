"""The hands: ways to run jobs."""
