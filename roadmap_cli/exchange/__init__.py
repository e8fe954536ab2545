"""Other formats, in and out, each loaded on demand."""
