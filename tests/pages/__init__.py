"""Screens and the edge before them, without a browser."""
