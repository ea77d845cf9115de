"""Run jobs in Celery workers: a message carries a job's id, and the row stays the truth."""
