"""Documents: values in, bytes out. No files, no clock, no database."""
