"""vision (visie): what the province wants, in versions, with who co-signed it, what it rests on and where others stand.

A vision counts as established when the portfolios that the workspace names have all co-signed its newest version.
"""
