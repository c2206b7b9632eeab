"""Phone banks while they call and after: their room's texts, its screen, the host's kit.

What a room counts is in the public total, once: every number here is a sum over the ledger.
"""
