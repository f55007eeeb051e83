"""What the model's outcomes are called, what they are counted in, and which of them can be followed per area."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from samenhang.screen.cells import Run, Text


@dataclass(frozen=True)
class Outcome:
    """One outcome of the model as a page says it. `area` is what the map shows beside it."""

    code: str
    label: Text
    unit: Text
    area: str = ""
    decimals: int = 0
    more_is_worse: bool = True
    scale: float = 1  # what one unit of the page is in the model: a million euro


OUTCOMES = {
    found.code: found
    for found in (
        Outcome("shortage", _("Shortage of regular places"), _("places"), "shortage"),
        Outcome("migrants", _("Number of labour migrants at work"), _("people"), "workers"),
        Outcome("residents", _("Number of labour migrants and family"), _("people"), "residents"),
        Outcome("pressure", _("Shortage per thousand inhabitants"), _("places per 1,000 inhabitants"), "pressure", 1),
        Outcome("value_added", _("Value added"), _("million euro a year"), "workers", 0, False, 1e6),
    )
}
AREA_LABELS: dict[str, Text] = {
    "shortage": _("Shortage of regular places"),
    "workers": _("Labour migrants, by where they work"),
    "residents": _("Labour migrants and family, by where they live"),
    "pressure": _("Shortage per thousand inhabitants"),
}
AREA_UNITS: dict[str, tuple[Text, int]] = {
    "shortage": (_("places"), 0),
    "workers": (_("people"), 0),
    "residents": (_("people"), 0),
    "pressure": (_("places per 1,000 inhabitants"), 1),
}


def runs(template: str, **parts: Run | tuple[Run, ...]) -> tuple[Run, ...]:
    """The runs of a sentence with `{names}`. Names that the workspace gives may hold digits: they are words here."""
    made: list[Run] = []
    for place, piece in enumerate(re.split(r"\{(\w+)\}", template)):
        found = parts[piece] if place % 2 else piece
        made += found if isinstance(found, tuple) else [found]
    return tuple(run for run in made if run != "")
