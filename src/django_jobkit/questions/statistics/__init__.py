"""What the attempts of one user add up to."""
