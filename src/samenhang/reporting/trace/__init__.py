"""trace (herkomst): the click line from a sentence to its source cell, and from a source to everything that rests on it."""
