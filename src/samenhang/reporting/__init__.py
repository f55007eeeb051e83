"""reporting (verantwoorden): reports whose every number resolves to its source, and the trace that resolves it."""
