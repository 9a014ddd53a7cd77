"""Reads: a session and values in, frozen values of meeting/ out; never a live row."""
