"""Importing documents: read into rows of cells, recognised as a plan, proposed to a person."""
