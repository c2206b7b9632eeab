"""`make attack`: a running copy of everything, and what strangers, guests and thieves try at it.

The one rule: an attack counts as beaten only where the real server refused it, and each kind tries
something that is allowed as well, so that a server that answers nobody does not look safe.
"""
