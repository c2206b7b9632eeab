"""A week of action played whole: invented hosts, guests and callers, organizers who answer them.

People act by scripts made from a seed. What they did is counted beside what the record says, and
every text is read by a checker. Nothing of it knows what the bot means to do: it reads texts as a
phone shows them.
"""
