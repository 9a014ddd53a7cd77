"""What benches and long counts found, kept line by line and told on a page: docs/measured.md."""
