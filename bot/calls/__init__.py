"""The line by voice: who calls us is greeted, briefed, connected to the line, and counted.

Its one rule: a call is a row that only moves forward. Whatever is reported twice, late or out of
order has no second effect, and nobody's number stands in a row or an address: the carrier's name of
the call is all that goes round.
"""
