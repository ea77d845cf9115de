"""JSON and XML: records that lie somewhere inside, and may be nested themselves."""
