"""One YAML file: found, read with its places, edited by the smallest slices, replaced in one step."""
