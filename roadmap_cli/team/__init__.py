"""The same plan on several machines: what two versions of it have in common, and the way through git."""
