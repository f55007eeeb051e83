"""ground (fundament): who did what, who, where, and in which words. Four rooms, no more: ledger, people, places, lexicon."""
