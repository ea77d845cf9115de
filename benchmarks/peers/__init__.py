"""Other ways to run jobs, each behind the same adapter, in processes and databases of their own."""
