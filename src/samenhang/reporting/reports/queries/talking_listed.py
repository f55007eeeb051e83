"""The areas that have a talking sheet, as a list, with the newest sheet of each that was published."""

from datetime import date

from django.db.models import QuerySet, Sum

from samenhang.ground.ledger.models import Act
from samenhang.ground.places.models import Area, Division
from samenhang.ground.places.queries import memberships
from samenhang.insight.evidence.models import Indicator
from samenhang.insight.evidence.queries.figures import tallied
from samenhang.reporting.reports.queries.talking_facts import SIZES, sheet_areas

VERB = "reports.talking_published"
SHEET = len("sheet:")


def talked(on: date) -> QuerySet[Area]:
    """The areas with a talking sheet, with how many numbers of their people are known."""
    codes = [area.pk for area in sheet_areas(on)]
    sizes = Indicator.objects.filter(aspects__part__in=SIZES, withdrawn_on=None).values("pk")
    return Area.objects.filter(pk__in=codes).annotate(number=tallied("area", Sum("known"), indicator__in=sizes))


def regions(on: date) -> tuple[tuple[Division, tuple[Area, ...]], ...]:
    """The division whose parts are neighbours, with its regions; none when the workspace names no such division."""
    found: dict[str, Area] = {}
    division = Division.objects.filter(neighbours=True, withdrawn_on=None).first()
    if division is None:
        return ()
    for one in memberships(on).filter(division=division).order_by("whole__name"):
        found[one.whole_id] = one.whole
    return ((division, tuple(found.values())),)


def region_of(on: date) -> dict[str, str]:
    """The region of each municipality in that division, by name."""
    found = memberships(on).filter(division__neighbours=True)
    return {one.area_id: str(one.whole.name) for one in found}


def newest() -> dict[str, tuple[str, date]]:
    """The newest published sheet of each area: its short name and its day."""
    found: dict[str, tuple[str, date]] = {}
    for act in Act.objects.filter(verb=VERB).order_by("pk").prefetch_related("mentions"):
        refs = {mention.role: mention.ref for mention in act.mentions.all()}
        found[refs["area"].partition(":")[2]] = (refs["made"][SHEET:], act.at.date())
    return found
