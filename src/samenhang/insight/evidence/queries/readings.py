"""The reading chosen per purpose, and whether what was cited still stands in the source."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from samenhang.ground.lexicon.models import Purpose
from samenhang.ground.people.queries import names_of
from samenhang.ground.places.models import Area
from samenhang.insight.evidence.models import Aside, Edition, Figure, Indicator, Reading
from samenhang.insight.evidence.queries.figures import Stated, cell_of, figures_at
from samenhang.screen.cells import Cell, Date


def readings() -> QuerySet[Reading]:
    """Every reading in force, in the order of indicators and purposes."""
    found = Reading.objects.filter(overtaken_by=None).select_related("indicator", "area", "purpose", "reason", "rule")
    return found.order_by("indicator__order", "area__name", "purpose__order", "pk")


def reading_in_force(indicator: Indicator, area: Area, purpose: Purpose) -> Reading | None:
    """The reading chosen for this purpose, or None: then nobody has chosen, and nothing may be assumed."""
    return readings().filter(indicator=indicator, area=area, purpose=purpose).first()


@dataclass(frozen=True)
class Moved:
    """A cited cell whose row differs in the current edition. `now` is None when the row is gone."""

    then: Cell
    now: Cell | None
    now_ref: str


def moved(cells: list[str]) -> dict[str, Moved]:
    """Of the cited cells (`sheet:x#row/value`), those whose value or state is no longer what the same source says now.

    Compared with the current edition of the same source and indicator; a row that is gone has moved. A ref that is no
    figure is passed over: other rooms answer for their own sheets.
    """
    cited = figures_at(cells)
    standing_now = Edition.objects.filter(current=True, indicator__in={one.indicator_id for one in cited.values()})
    editions = {(edition.source_id, edition.indicator_id): edition for edition in standing_now}
    pairs = {}
    for ref, figure in cited.items():
        edition = editions.get((figure.source_id, figure.indicator_id))
        if edition is None or edition.pk != figure.edition_id:
            pairs[ref] = f"{edition.sheet}#{figure.row}/value" if edition else ""
    standing = figures_at(filter(None, pairs.values()))
    found = {}
    for ref, now_ref in pairs.items():
        then, now = cited[ref], standing.get(now_ref)
        if now is None or (now.value, now.low, now.high, now.state) != (then.value, then.low, then.high, then.state):
            found[ref] = Moved(cell_of(then), cell_of(now) if now else None, now_ref if now else "")
    return found


@dataclass(frozen=True)
class Chosen:
    """A reading as a page shows it: the figure as it stood, why, on whose behalf, and what the source says now if that differs."""

    reading: Reading
    figure: Figure | None
    cell: Cell | None
    reason: str
    by: str
    moved: Moved | None
    aside: bool

    @property
    def period(self) -> Date | None:
        return Date(self.figure.period) if self.figure and self.figure.period else None

    def chose(self, line: Stated) -> bool:
        """Whether this is the reading of that line, also when its source has delivered a new edition since."""
        ends = {(one.source_id, one.row) for one in (line.figure, line.upper) if one is not None}
        return self.figure is not None and (self.figure.source_id, self.figure.row) in ends


@dataclass(frozen=True)
class ForPurpose:
    """One purpose with the reading in force, if any, and the readings that it overtook, newest first."""

    purpose: Purpose
    chosen: Chosen | None
    earlier: tuple[Chosen, ...]


def chosen(found: Iterable[Reading]) -> list[Chosen]:
    """Readings with the figure that each of them chose. A reason that was erased on request is an empty text."""
    found = list(found)
    figures = figures_at(reading.choice for reading in found)
    places = {(one.source_id, one.row) for one in figures.values()}
    rows = Aside.objects.filter(back_at=None, row__in={row for _source, row in places})
    aside = places & set(rows.values_list("source_id", "row"))
    names, changed = names_of({reading.by for reading in found}), moved([reading.choice for reading in found])
    made = []
    for reading in found:
        figure = figures.get(reading.choice)
        made.append(
            Chosen(
                reading, figure, cell_of(figure) if figure else None, _reason(reading), names.get(reading.by, ""),
                changed.get(reading.choice), figure is not None and (figure.source_id, figure.row) in aside,
            )
        )  # fmt: skip
    return made


def _reason(reading: Reading) -> str:
    """Why it was chosen: of a rule its note in the language of the page, of a seat its own words."""
    if reading.reason is None:
        return ""
    same = reading.rule is not None and reading.rule.note_nl == reading.reason.body
    return str(reading.rule.note) if reading.rule is not None and same else reading.reason.body


def for_purposes(indicator: Indicator, area: Area) -> tuple[ForPurpose, ...]:
    """Every purpose of the workspace, with what was chosen for this indicator and area, and what was chosen before."""
    found = Reading.objects.filter(indicator=indicator, area=area).order_by("-pk")
    everything = chosen(found.select_related("purpose", "reason", "rule", "overtaken_by"))
    purposes = list(Purpose.objects.filter(withdrawn_on=None))
    purposes += sorted({item.reading.purpose for item in everything} - set(purposes), key=lambda purpose: purpose.order)
    made = []
    for purpose in purposes:
        here = [item for item in everything if item.reading.purpose_id == purpose.pk]
        standing = next((item for item in here if item.reading.overtaken_by_id is None), None)
        made.append(ForPurpose(purpose, standing, tuple(item for item in here if item is not standing)))
    return tuple(made)
