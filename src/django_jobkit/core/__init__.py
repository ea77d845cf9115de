"""The law: plain Python that knows no rows, no HTTP and no broker."""
