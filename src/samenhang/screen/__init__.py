"""The screen floor (scherm): cells, tables and charts, as specs with their templates.

It knows Django, but no models and no rooms.
"""
