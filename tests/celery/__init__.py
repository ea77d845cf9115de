"""Jobs in Celery workers: real workers, real brokers."""
