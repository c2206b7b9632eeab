"""Listening: what a text means before any flow answers it."""
