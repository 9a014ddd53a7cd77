"""The Monday meeting itself: rules over plain values. Nothing here reads a file, a database or a screen."""
