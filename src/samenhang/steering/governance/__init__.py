"""governance (overleg en besluit): tables and lines between levels of government, recommendations, decisions, the chronology.

A decision freezes the evidence it rests on; when that evidence moves, the decision asks for review, and never changes itself.
"""
