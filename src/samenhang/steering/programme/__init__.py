"""programme (programma): the assignment with its goals, the measures that serve them, and what others pledged, with proof.

Nothing hangs loose without being seen: a goal or bottleneck without a measure, a measure without a goal, a pledge without proof.
"""
