"""appraisal (afweging): options × criteria, each party's own weights and floors, what comes first, and why parties differ.

Scores and weights are frozen into sheets when they are submitted; the ranks are computed from those sheets alone.
"""
