"""Segments: which contacts, as a line an organizer can read aloud.

Its one rule: a segment that cannot be read reaches nobody.
"""
