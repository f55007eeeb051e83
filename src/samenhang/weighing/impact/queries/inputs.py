"""What a test of some plans is computed from, today: files of the workspace, and figures of the places around."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from samenhang.ground.ledger.acts import Ref
from samenhang.ground.ledger.models import Sheet
from samenhang.ground.lexicon.queries import file_sheet, province
from samenhang.ground.places.models import Area
from samenhang.ground.places.queries import areas, memberships
from samenhang.insight.evidence.models import Aside, Figure
from samenhang.insight.evidence.queries import current
from samenhang.weighing.futures.queries import start as starts
from samenhang.weighing.impact.models import BesideIt, Plan, ReferenceNumber

INHABITANTS = "inhabitants"
FILES = {
    "numbers": "impact_numbers.csv",
    "outcomes": "impact_outcomes.csv",
    "places": "areas.csv",
    "beyond": "impact_beyond.csv",
}


MODEL = {"sectors": "sectors.csv", "drivers": "drivers.csv", "levers": "levers.csv"}


@dataclass(frozen=True)
class Inputs:
    """Everything that `compute` takes beside the plans themselves."""

    files: dict[str, Sheet]
    inhabitants: list[Ref]
    beside: list[Ref]


def inputs_of(plans: Sequence[Plan], on: date) -> Inputs | None:
    """The inputs of a test of these plans; None before a workspace with reference numbers is loaded."""
    files = {role: file_sheet(name) for role, name in FILES.items()}
    if any(sheet is None for sheet in files.values()):
        return None
    near = _near({plan.area_id for plan in plans}, on)
    wholes = set(memberships(on).filter(area__in=[plan.area_id for plan in plans]).values_list("whole_id", flat=True))
    loaded = province()
    roles = {row.indicator_id: row.role for row in BesideIt.objects.filter(withdrawn_on=None)}
    found = _newest(
        current().filter(area__in=near | wholes | ({loaded.area} if loaded else set()), indicator__in=roles)
    )
    return Inputs(
        files={role: sheet for role, sheet in files.items() if sheet is not None},
        inhabitants=[
            Ref(f.ref) for f in found if roles[f.indicator_id] == INHABITANTS and f.area_id in near and f.value
        ],
        beside=[Ref(f.ref) for f in found if roles[f.indicator_id] != INHABITANTS],
    )


def model_of() -> dict[str, Sheet] | None:
    """What a run through the futures takes beside the plans; None when the workspace declares no model, or no start was made."""
    found = {role: file_sheet(name) for role, name in MODEL.items()}
    found["start"] = starts.latest()
    sheets = {role: sheet for role, sheet in found.items() if sheet is not None}
    return sheets if len(sheets) == len(found) else None


def _near(places: set[str], on: date) -> set[str]:
    """The municipalities within commuting distance of these places, and the places themselves."""
    from samenhang.methods.stockflow_parts import distances

    row = ReferenceNumber.objects.filter(parameter="commuting", withdrawn_on=None).first()
    reach = row.mode if row else 0.0
    towns: list[Area] = [
        town for town in areas(on, "municipality").order_by("pk") if None not in (town.longitude, town.latitude)
    ]
    if not towns:
        return set(places)
    apart = distances([town.longitude for town in towns], [town.latitude for town in towns])
    here = [place for place, town in enumerate(towns) if town.pk in places]
    return set(places) | {town.pk for place, town in enumerate(towns) if any(apart[at, place] <= reach for at in here)}


def _newest(figures: Iterable[Figure]) -> list[Figure]:
    """Per area, indicator and publication the newest figure that nobody set aside; of inhabitants one per area."""
    aside = set(Aside.objects.filter(back_at=None).values_list("source_id", "row"))
    found: dict[tuple[str, str, str], Figure] = {}
    for figure in sorted(figures, key=lambda figure: (figure.period, figure.state == "known", figure.row)):
        if (figure.source_id, figure.row) not in aside and figure.state not in ("unknown", "suppressed"):
            found[figure.area_id, figure.indicator_id, figure.publication_id] = figure
    by_place: dict[tuple[str, str], Figure] = {}
    for (area, indicator, _publication), figure in found.items():
        held = by_place.get((area, indicator))
        if held is None or figure.period > held.period:
            by_place[area, indicator] = figure
    peopled = set(BesideIt.objects.filter(role=INHABITANTS).values_list("indicator_id", flat=True))
    return [
        figure
        for (area, indicator, _publication), figure in sorted(found.items())
        if indicator not in peopled or by_place[area, indicator] is figure
    ]
