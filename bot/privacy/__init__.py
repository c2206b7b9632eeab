"""What people may ask of what is kept of them, and what to do when it is in danger.

Its one rule: what erasing and forgetting do is told by bot/store/tables/kept.yaml, and done whole.
"""
