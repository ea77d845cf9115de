"""The platforms of the package, imported from by jobs."""
