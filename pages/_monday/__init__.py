"""The screens of the Monday meeting, step by step."""
