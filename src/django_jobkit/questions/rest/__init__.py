"""The front desk of questions."""
