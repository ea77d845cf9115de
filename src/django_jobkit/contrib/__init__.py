"""Optional guests, each a Django app of its own; none knows another, and nothing below knows any."""
