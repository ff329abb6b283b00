"""The rules: one file each, or one folder that holds all of it, by family."""
