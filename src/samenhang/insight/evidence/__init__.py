"""evidence (cijfers): sources, definitions, indicators, figures side by side, the preferred reading, and bottlenecks.

A figure never stands alone: it carries what it counts, on which basis, from whom, when, and how firm it is.
"""
