"""appraisal (afweging): options × themes, weights per party, and how often each option comes first.

Scores and weights are frozen into sheets when they are submitted; the ranks are computed from those sheets alone.
"""
