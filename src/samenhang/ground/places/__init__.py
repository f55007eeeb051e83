"""places (gebieden): areas with validity, several divisions at once, mergers and splits.

Which area belongs to which region differs per division and per day, so membership is a row with dates, never a column.
"""
