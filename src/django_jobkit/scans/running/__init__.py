"""One attempt at a scan: from the extractor, chunk by chunk, into the store."""
