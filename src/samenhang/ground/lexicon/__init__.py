"""lexicon (begrippen): the words in which the province speaks: themes, policy fields, chain stages, roles, levels, purposes, verbs.

It also holds the one mechanism by which every table of the workspace becomes rows: a model says which table it is, no more.
"""
