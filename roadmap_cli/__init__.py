"""Tracking the execution of an official plan (дорожная карта) kept in a YAML file."""

import os

# Searching all installed packages for pydantic plugins costs some 30 ms at each start;
# this program uses none.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")
