"""voices (stemmen): rounds in which migrants and residents say in their own language, without a name, what they think.
What many said is counted under the rule for small numbers, shows who is missing, and is answered statement by statement."""
