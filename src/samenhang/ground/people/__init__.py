"""people (mensen): accounts, seats (a role on behalf of a party, for an area), permissions and what a seat follows.

There are no passwords: a seat gets a link that works once.
"""
