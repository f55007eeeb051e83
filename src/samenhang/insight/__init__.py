"""insight (inzicht): figures with their sources, and the chain of parties. *Van inzicht naar sturen* begins here."""
