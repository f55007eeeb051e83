"""What was brought up for and against each option: in whose name, and the evidence that it points at, as it stands today."""

from dataclasses import dataclass

from samenhang.ground.ledger.queries import written
from samenhang.insight.evidence.queries import moved
from samenhang.weighing.appraisal.models import Argument
from samenhang.weighing.appraisal.queries.choices import leans_on, party_names
from samenhang.weighing.appraisal.queries.page import Leaning, Page
from samenhang.weighing.appraisal.queries.register import outcomes


@dataclass(frozen=True)
class Said:
    """One argument with its owner and its evidence."""

    argument: Argument
    words: str
    owner: str
    criterion: str
    leaning: Leaning | None

    @property
    def speaks_for(self) -> bool:
        return self.argument.speaks_for


def arguments(page: Page) -> tuple[Said, ...]:
    """The arguments of an appraisal, in the order of the options, those for it first."""
    found = list(Argument.objects.filter(appraisal=page.appraisal).select_related("option", "words"))
    names = party_names({one.party for one in found})
    cells = {ref: cell for ref, (cell, _reading) in leans_on({one.evidence for one in found} - {""}).items()}
    told, changed = outcomes(cells.values()), moved(list(cells.values()))
    places = {option.pk: place for place, option in enumerate(page.options)}
    made = []
    for one in sorted(found, key=lambda one: (places[one.option_id], not one.speaks_for, one.pk)):
        cell = cells.get(one.evidence, "")
        outcome = told.get(cell)
        leaf = page.frame.by_code.get(one.criterion)
        leaning = (
            Leaning(outcome.words, outcome.cell, one.evidence if one.evidence != cell else "", changed.get(cell))
            if outcome
            else None
        )
        made.append(
            Said(
                one,
                written(one.words),
                names.get(one.party, one.party),
                leaf.label if leaf else "",
                leaning,
            )
        )
    return tuple(made)
