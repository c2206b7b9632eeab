"""Queries of imports: who of a list is known, bringing them in, taking them out again."""
