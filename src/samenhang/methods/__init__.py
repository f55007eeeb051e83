"""Methods (rekenmethoden): one method, one verb, one file, one paper, on plain arrays and without Django or pandas.

Each enters with a policy question in Dutch (docs/methods/<method>.md) and has a slow, obvious twin in the tests.
"""
