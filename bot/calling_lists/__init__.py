"""Lists of people whom volunteers call by hand: brought with consent, given name by name.

The one rule: a caller sees a first name, a city and a language, never a number. Whoever stopped, is
erased, asked for no calls, was just tried or is asleep never comes up, and one person is one
caller's at a time.
"""
