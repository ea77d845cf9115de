"""Optional guests, most of them Django apps; none knows another, and nothing below knows any."""
