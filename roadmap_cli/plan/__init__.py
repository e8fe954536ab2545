"""What a plan is and how it stands: pure values and functions, no files, no terminal."""
