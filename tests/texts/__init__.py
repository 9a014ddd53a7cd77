"""Every text that says what went wrong, or that something is still empty, read from the source."""
