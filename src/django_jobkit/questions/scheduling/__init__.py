"""When to practise which question again, by FSRS."""
