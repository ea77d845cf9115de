"""The platform ``file``."""
