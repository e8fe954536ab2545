"""One plan on several machines: merging two versions, and exchanging them through git."""
