"""A text comes in: one turn, from the webhook to the answer.

`inbound` takes it in, `carrying_out` does what the engine says has happened, `acts` names who
does what a flow asks for. Its one rule: a turn is one
transaction, and nothing is said that is not stored.
"""
