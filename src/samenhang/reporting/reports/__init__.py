"""reports (verslagen): one page that says what is known, weighed and decided. A published report is a sheet of cells.

HTML and PDF print the same sentences; a number can only enter them as a cell with its ref.
"""
