"""home (start): the desk of whoever looks, what hangs together, the sections, and the frame that every page has.

It asks the rooms below and keeps nothing itself.
"""
