"""The whole program, as a browser sees it."""
