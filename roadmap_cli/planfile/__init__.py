"""One YAML file: found, read with its places, edited by the least slices, replaced in one step."""
