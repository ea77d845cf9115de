"""What a collection can be downloaded as."""
