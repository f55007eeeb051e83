"""What follows a delivery: its counts on the borders of today, and added up over each complete division."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger.acts import Actor, Code
from samenhang.ground.lexicon.queries import file_sheet, province
from samenhang.ground.places.models import Area, AreaEvent, Membership
from samenhang.insight.evidence.actions.add import add_up
from samenhang.insight.evidence.actions.recode import recode
from samenhang.insight.evidence.models import Edition, FigureCount, Source
from samenhang.insight.evidence.queries.alike import BORDERS, SUB_GROUPS


def across_borders(source: Source, *, by: Actor, at: datetime) -> int:
    """Recode and add up the counts of a source that borders touch. Returns how many sheets there are.

    Most tables have nothing to recode and many nothing to add; one question per table tells, so that a large delivery is not
    read once more for nothing.
    """
    loaded, declaration = province(), file_sheet(source.place)
    borders = [sheet for sheet in (file_sheet(f"{name}.csv") for name in BORDERS) if sheet is not None]
    if loaded is None or declaration is None or len(borders) < len(BORDERS):
        return 0
    changed = AreaEvent.objects.filter(withdrawn_on=None, date__lte=at.date()).order_by("date", "code")
    moved = {code for pair in changed.values_list("old", "new") for code in pair}
    on = max(changed.values_list("date", flat=True), default=at.date())
    before = str(on.year) if (on.month, on.day) == (1, 1) else on.isoformat()  # periods sort as they are written
    parts = Membership.objects.filter(withdrawn_on=None).values("area")
    inside = Area.objects.filter(kind="municipality", parent=loaded.area).values("pk")
    count = 0
    counts = Edition.objects.filter(source=source, current=True, indicator__additive=True)
    for edition in counts.exclude(indicator__topic=SUB_GROUPS).order_by("indicator"):
        sheet = ledger.sheet(edition.sheet)
        if sheet is None:
            continue
        figures = FigureCount.objects.filter(edition=edition).exclude(latest="")
        if figures.filter(area__in=moved, earliest__lt=before).exists():
            recode(figures=sheet, declaration=declaration, borders=borders, on=on, by=by, at=at)
            count += 1
        if _any(figures, parts) or _any(figures, inside):
            add_up(figures=sheet, declaration=declaration, province=Code(loaded.area), borders=borders, by=by, at=at)
            count += 1
    return count


def _any(figures: "QuerySet[FigureCount]", areas: Any) -> bool:
    return figures.filter(area__in=areas).exists()
