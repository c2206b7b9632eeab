"""Queries for calls: their rows, moved forward only, and numbers that are not served."""
