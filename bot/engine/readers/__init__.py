"""Readers: what people answer, in their words, one module per kind of answer.

Rule: a reader that is not sure says nothing (None), and the question is asked again; it never
keeps a guess. `answers.read_answer` is the door for a question, `finding.find_all` for a sentence
that says several things at once.
"""
