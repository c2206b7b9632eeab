"""Broadcasts: written, previewed, scheduled, approved, planned, shown; and series and pushes, which
are broadcasts too.

Its one rule: whom it reaches, what it says and what it costs are shown before it goes, and what
goes is what was shown.
"""
