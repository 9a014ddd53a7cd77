"""How long things take, measured."""
