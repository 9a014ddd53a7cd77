"""The screens. Rules live in meeting/, reads and writes in db/."""
