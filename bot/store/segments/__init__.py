"""Segments as SQL, and those that are kept."""
