"""Questions to the futures, one module a subject. What other rooms may ask stands here by name."""

from samenhang.weighing.futures.queries.library import OutcomeOf, Saved, futures, outcome, saved
from samenhang.weighing.futures.queries.scenarios import Named, Number, Published, published
from samenhang.weighing.futures.queries.worlds import World, calculated, outcome_words, readable, worlds

__all__ = [
    "Named", "Number", "OutcomeOf", "Published", "Saved", "World", "calculated", "futures", "outcome", "outcome_words",
    "published", "readable", "saved", "worlds",
]  # fmt: skip
