"""A week of action played whole: invented hosts, guests and callers, organizers who answer them.

People act by scripts made from a seed (`acts/`). What they did is written into a diary, and what
that comes to stands beside what the record says (`sums.py`); every text and page is read by a
checker (`checks/`). Nothing of it knows what the bot means to do: it reads texts as a phone shows
them.
"""
