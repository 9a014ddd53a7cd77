"""Whole files as companies have them: each is read right, or refused naming line and column. Made here, none kept."""
