"""Questions to the programme, one module a subject. What other rooms may ask stands here by name."""

from samenhang.steering.programme.queries.goals import tree
from samenhang.steering.programme.queries.measures import (
    counts_by_theme_and_field,
    measure_page,
    measures,
    title_of,
    waiting,
)
from samenhang.steering.programme.queries.pledges import pledges, told
from samenhang.steering.programme.queries.words import CARRIERS, KINDS, OUTCOMES, STATES

__all__ = [
    "CARRIERS",
    "KINDS",
    "OUTCOMES",
    "STATES",
    "counts_by_theme_and_field",
    "measure_page",
    "measures",
    "pledges",
    "title_of",
    "told",
    "tree",
    "waiting",
]
