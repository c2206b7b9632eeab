"""Lists that volunteers call: the lists, their people, their callers, claims and outcomes."""
