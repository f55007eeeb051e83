"""programme (programma): the assignment with its goals, its measures, what fits, and pledges with their proof.

Nothing hangs loose without being seen: a goal or bottleneck without a measure, a measure without a goal, a pledge without proof. What
falls below the line for want of capacity is a decision with a reason and a day of review.
"""
