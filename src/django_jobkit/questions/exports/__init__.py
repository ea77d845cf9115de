"""Questions as files to take away."""
