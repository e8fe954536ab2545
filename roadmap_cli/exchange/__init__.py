"""Other forms, in and out, each loaded when it is asked for."""
