"""Workbooks of the .xlsx kind, read without ever holding a sheet."""
