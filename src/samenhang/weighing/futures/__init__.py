"""futures (toekomsten): what somebody can do apart from what nobody decides, in thousands of futures, and where it fails.

A future that is saved keeps its setting and the figures under it; the scenarios of others stand beside our own.
"""
