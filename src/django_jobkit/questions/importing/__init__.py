"""Imports: jobs that bring questions and attempts in from elsewhere, and take them back."""
