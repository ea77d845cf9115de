"""The system under test as the harness holds it: services, processes, a client, evidence."""
