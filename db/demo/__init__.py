"""The made-up example company."""
