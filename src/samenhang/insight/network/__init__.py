"""network (keten): parties, their role per stage of the chain, and their interest per theme.

One organisation may recruit, house, transport and insure the same worker, so roles hang on stages, never on the organisation.
"""
