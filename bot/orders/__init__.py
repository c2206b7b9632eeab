"""Orders: what organizers do by text, from the phone they linked.

The number identifies, the carrier's own copy of the text proves that it came from there, a code of
their authenticator that it was them. Its one rule: nothing happens, and nothing is said, before the
carrier has the text; and nothing is done that their role could not do in the console.
"""
