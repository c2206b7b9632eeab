"""RQ jobs and the clock: the doors through which work starts by itself.

The one rule: a job takes ids, calls one use case and decides nothing; run twice, also at the same
time, it does no harm. The record says what is due, Redis only wakes.
"""
