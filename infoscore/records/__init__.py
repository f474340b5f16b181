"""Records of an office, one kind in each file."""
