"""Sending: the outbox and its protocol, from the claim to the last word of the carrier.

Its one rule: save, then send. Nobody is texted twice, nobody is silently skipped, and no text goes
after a stop (docs/sending.md).
"""
