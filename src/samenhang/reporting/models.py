"""Roll-call of the rooms: none of them has rows of its own; a report is a sheet."""
