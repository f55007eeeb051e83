"""Pages of vision, one file per subject."""
