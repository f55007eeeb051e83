"""languages (talen): in which languages people can read and answer us, how far each one is, and who checked which text.
The meter, the page of one text beside its original, and the poster and paper form of a round from the same texts."""
