"""The same plan on several machines: the merge of two versions, and the way through git."""
