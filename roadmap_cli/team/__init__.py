"""The same plan on several machines: two versions of it made one, and the way through git."""
