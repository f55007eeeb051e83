"""Pages of the programme, one file per subject."""
