"""The checker of a rehearsed week: reads every text on every phone, and says which promise broke.

A check is told the town, and yields a sentence for each thing that is not as it was promised; it
looks at phones, the diary and the ledger, and asks the record only what a phone cannot show.
"""
