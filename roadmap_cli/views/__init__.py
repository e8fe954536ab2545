"""What people and programs read: rows in, text out."""
