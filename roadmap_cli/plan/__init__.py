"""What a plan is and what may be asked of it: pure values and questions, no files, no terminal."""
