"""The checks: text, cells, tables, relations, deliveries; `whole.check` runs them all."""
