"""senders (afzenders): what rooms share in which people without an account write, in their own language and without a name.
Texts per language with who wrote them, receipt codes, forms that count once, and a count per day that is forgotten."""
