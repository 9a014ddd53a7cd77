"""What the documents say is so: every command is run, every name, link and label is looked up."""
