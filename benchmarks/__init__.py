"""Speed, as ratios to a raw-SQL floor measured in the same run on the same database."""
