"""Calls as Twilio plays them: rung, answered, read their TwiML, connected, told.

Its one job: what happens on a call, from the Calls API or a phone to its last status callback.
Its one rule: a call runs in one task by the call clock, so that it can be hurried or moved ahead
and every length still comes out as if nobody had.
"""
