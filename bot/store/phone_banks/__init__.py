"""Queries for phone banks: rooms at work, what each made, and what was told."""
