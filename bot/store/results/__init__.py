"""Queries for what it came to: days, the funnel, steps that people leave at."""
