"""futures (toekomsten): published scenarios, so that a choice is held against more than one future.

Our own stock-flow model will live here; until then this room shows what others have published.
"""
