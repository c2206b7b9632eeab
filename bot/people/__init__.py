"""People: contacts, their numbers and consent, lists taken in, counts, what is forgotten.

`exchange` holds one turn with one person while it lasts. Its one rule: what tells who somebody is
stays sealed until the moment it is needed.
"""
