"""The long counts: the same guards, many more times."""
