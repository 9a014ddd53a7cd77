"""Files in: read strictly, matched by name, checked row by row, compared with what is there, written at once."""
