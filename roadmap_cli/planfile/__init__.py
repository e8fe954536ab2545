"""One YAML file: found, read with positions, edited by minimal slices, replaced atomically."""
