"""steering (sturen): tables and lines, recommendations, decisions and the chronology. Vision and programme come here."""
