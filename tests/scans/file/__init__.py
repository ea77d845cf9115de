"""The extractor ``file``."""
