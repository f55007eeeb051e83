"""Questions to the futures, one module a subject. What other rooms may ask stands here by name."""

from samenhang.weighing.futures.queries.library import OutcomeOf, Saved, futures, outcome, saved
from samenhang.weighing.futures.queries.scenarios import Named, Number, Published, published

__all__ = ["Named", "Number", "OutcomeOf", "Published", "Saved", "futures", "outcome", "published", "saved"]
