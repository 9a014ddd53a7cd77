"""Parts of the page Outcomes."""
