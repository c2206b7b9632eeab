"""Queries of a text coming in, and of what waits on a contact."""
