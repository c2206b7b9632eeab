"""Actions of the week: what people lead and join, phone banks among them. Texts say "action".

Its one rule: what a stranger makes is shown to nobody until an organizer has looked.
"""
