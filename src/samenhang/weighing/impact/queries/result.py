"""The outcome of a test as it is shown: read from its sheet alone, so that it says the same for ever."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger.models import Act, Sheet
from samenhang.ground.lexicon.models import Unit
from samenhang.ground.lexicon.queries import file_sheet
from samenhang.ground.places.models import Area
from samenhang.insight.evidence.models import Figure, Indicator
from samenhang.insight.evidence.queries import figures_at
from samenhang.screen.cells import Cell, Date
from samenhang.weighing.impact.models import Beyond, EntrepreneurQuestion, Outcome, Plan, ReferenceNumber
from samenhang.weighing.impact.queries.ahead import Ahead, Pair, ahead
from samenhang.weighing.impact.queries.inputs import FILES
from samenhang.weighing.impact.queries.plans import names, title_of

RESULT, TOTAL = "impact-result", "total"
HEADLINE = ("residents", "beds", "units", "dwellings")
WORK = ("jobs", "workers", "agency", "migrants")
STAY = ("short", "mid", "long", "family", "on_site")
LOAD = ("registered", "care", "school", "language")


@dataclass(frozen=True)
class Line:
    """One outcome: what it counts, and how much."""

    name: str
    label: str
    cell: Cell
    note: str = ""


@dataclass(frozen=True)
class Beside:
    """A figure of a source about a place, set beside what is asked there."""

    indicator: str
    cell: Cell
    publisher: str
    period: Date | None


@dataclass(frozen=True)
class Place:
    """Where people come to live: how many, what they need there, and what is known of the supply."""

    ref: str
    name: str
    area: str  # the code, when it has a page
    km: Cell | None
    residents: Cell
    beds: Cell
    units: Cell
    dwellings: Cell
    known: tuple[Beside, ...]
    outside: bool


@dataclass(frozen=True)
class Touched:
    """A municipality in the futures, without the plans and with them."""

    name: str
    pair: Pair


@dataclass(frozen=True)
class One:
    """One of the plans of a test, with what it asks on its own."""

    plan: Plan | None
    ref: str
    title: str
    lines: dict[str, Line]
    floor: Cell | None = None
    jobs: Cell | None = None
    agency: Cell | None = None
    own_beds: Cell | None = None
    start: Date | None = None
    doubt: str = ""  # why floor and jobs do not fit each other


@dataclass(frozen=True)
class Result:
    """A whole test."""

    sheet: Sheet
    act: Act
    on: date
    example: bool
    plans: tuple[One, ...]
    lines: dict[str, Line]
    places: tuple[Place, ...]
    wider: tuple[tuple[str, tuple[Beside, ...]], ...]  # regions and the province, with what is known there
    questions: tuple[str, ...]
    fresh: bool  # computed with the reference numbers of today
    touched: tuple[Touched, ...]  # where the futures change by one place at least, what changes most first
    ahead: Ahead | None  # what the plans do in the futures, when those were computed with them

    def of(self, names: Iterable[str]) -> tuple[Line, ...]:
        """These outcomes, without people on a site that has no beds."""
        found = (self.lines[name] for name in names if name in self.lines)
        return tuple(line for line in found if line.name != "on_site" or line.cell.high)

    @property
    def headline(self) -> tuple[Line, ...]:
        return self.of(HEADLINE)

    @property
    def work(self) -> tuple[Line, ...]:
        return self.of(WORK)

    @property
    def stay(self) -> tuple[Line, ...]:
        return self.of(STAY)

    @property
    def load(self) -> tuple[Line, ...]:
        return self.of(LOAD)

    @property
    def types(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.plan.firm_type_id for one in self.plans if one.plan))

    @property
    def outside(self) -> tuple[Place, ...]:
        return tuple(place for place in self.places if place.outside)

    @property
    def silent(self) -> tuple[Place, ...]:
        """Places inside of which no supply, pledge or shortage is known."""
        return tuple(place for place in self.places if not place.outside and not place.known)

    @cached_property
    def one(self) -> One | None:
        return self.plans[0] if len(self.plans) == 1 else None

    @property
    def largest(self) -> One:
        return max(self.plans, key=lambda one: one.lines["residents"].cell.value or 0)


def results(plan: Plan) -> list[Act]:
    """The tests in which this plan was computed on its own or with others, newest first."""
    entered = {
        mention.ref
        for act in ledger.acts_on(plan.ref, verb="impact.entered")
        for mention in act.mentions.all()
        if mention.role == "made"
    }
    found = Act.objects.filter(verb="impact.tested", mentions__role="plans", mentions__ref__in=entered)
    return list(found.prefetch_related("mentions").order_by("-pk"))


def result_at(short: str) -> Result | None:
    """The test in this sheet; None when there is none."""
    sheet = Sheet.objects.filter(short=short, kind=RESULT).first()
    act = (
        Act.objects.filter(verb="impact.tested", mentions__role="made", mentions__ref=sheet.ref)
        .prefetch_related("mentions").order_by("pk").first()
        if sheet else None
    )  # fmt: skip
    if sheet is None or act is None:
        return None
    return _Reader(sheet, act).result()


class _Reader:
    """Fetches, at once, what the refs in a sheet are called."""

    def __init__(self, sheet: Sheet, act: Act) -> None:
        self.sheet, self.act = sheet, act
        table = ledger.table(sheet)
        self.head, self.rows = dict(table.head), list(table.records())
        self.units = {unit.pk: unit for unit in Unit.objects.filter(pk__in={row["unit"] for row in self.rows})}
        self.outcomes = {row.quantity: row for row in Outcome.objects.all()}
        abouts = {str(row["about"]) for row in self.rows}
        codes = [ref.partition(":")[2] for ref in abouts if ref.startswith("areas:")]
        self.areas = {f"areas:{area.pk}": area for area in Area.objects.filter(pk__in=codes)}
        self.beyond = {row.ref: row for row in Beyond.objects.all()}
        self.figures: dict[str, Figure] = figures_at(str(row["ref"]) for row in self.rows if row["ref"])
        self.indicators = {row.pk: row for row in Indicator.objects.filter(pk__in={r["quantity"] for r in self.rows})}

    def result(self) -> Result:
        by: dict[str, dict[str, Line]] = {}
        beside: dict[str, list[Beside]] = {}
        for row in self.rows:
            if row["ref"]:
                beside.setdefault(str(row["about"]), []).append(self._beside(row))
            elif row["quantity"] in self.outcomes:
                by.setdefault(str(row["about"]), {})[str(row["quantity"])] = self._line(row)
        plans = self._plans(by)
        future = ahead(self.head["plans"])
        places = tuple(
            self._place(ref, lines, tuple(beside.get(ref, ())))
            for ref, lines in by.items() if ref in self.areas or ref in self.beyond
        )  # fmt: skip
        places = tuple(sorted(places, key=lambda place: (place.outside, -(place.residents.value or 0))))
        used = {mention.role: mention.ref for mention in self.act.mentions.all()}
        now = {role: file_sheet(FILES[role]) for role in ("numbers", "beyond")}
        inside = {place.ref for place in places}
        wider = tuple((self._name(ref), tuple(known)) for ref, known in beside.items() if ref not in inside)
        lines = by.get(TOTAL, {})
        return Result(
            sheet=self.sheet,
            act=self.act,
            on=date.fromisoformat(self.head["on"]),
            example=self.head.get("example") == "yes",
            plans=plans,
            lines=lines,
            places=places,
            wider=wider,
            questions=_questions(plans, lines, places),
            touched=_touched(future) if future else (),
            ahead=future,
            fresh=all(sheet is not None and sheet.ref == used.get(role) for role, sheet in now.items()),
        )

    def _line(self, row: dict[str, Any]) -> Line:
        outcome, unit = self.outcomes[row["quantity"]], self.units.get(row["unit"])
        cell = Cell(
            row["value"], unit.label if unit else "", f"{self.sheet.ref}#{row['cell']}/value", str(row["state"]),
            low=row["low"], high=row["high"], certainty=str(row["certainty"]),
        )  # fmt: skip
        return Line(str(row["quantity"]), str(outcome.label), cell, str(outcome.note or ""))

    def _beside(self, row: dict[str, Any]) -> Beside:
        unit, figure = self.units.get(row["unit"]), self.figures.get(str(row["ref"]))
        indicator = self.indicators.get(row["quantity"])
        none = row["value"] is None and row["low"] is None and row["high"] is None
        cell = Cell(
            row["value"], unit.label if unit else "", f"{self.sheet.ref}#{row['cell']}/value",
            "unknown" if none else str(row["state"]), low=row["low"], high=row["high"], certainty=str(row["certainty"]),
            decimals=unit.decimals if unit else 0,
        )  # fmt: skip
        return Beside(
            str(indicator.label) if indicator else str(row["quantity"]), cell,
            str(figure.publication.publisher) if figure else "", Date(figure.period) if figure and figure.period else None,
        )  # fmt: skip

    def _place(self, ref: str, lines: dict[str, Line], known: tuple[Beside, ...]) -> Place:
        outside = ref in self.beyond
        row = next(row for row in self.rows if row["about"] == ref and row["km"] is not None)
        km = None if outside else Cell(round(row["km"]), "km", f"{self.sheet.ref}#{row['cell']}/km")
        residents, beds, units, dwellings = (lines[name].cell for name in HEADLINE)
        area = "" if outside else ref.partition(":")[2]
        return Place(ref, self._name(ref), area, km, residents, beds, units, dwellings, known, outside)

    def _name(self, ref: str) -> str:
        if ref in self.beyond:
            return str(self.beyond[ref].label)
        return str(self.areas.get(ref, ref))

    def _plans(self, by: dict[str, dict[str, Line]]) -> tuple[One, ...]:
        frozen = ledger.sheet(self.head["plans"])
        given = list(ledger.table(frozen).records()) if frozen else []
        rows = names(str(row["plan"]) for row in given)

        usual = {row.firm_type_id: row for row in ReferenceNumber.objects.filter(parameter="jobs_per_floor")}

        def typed(row: dict[str, Any], name: str, unit: str = "", times: float = 1) -> Cell | None:
            value = row[name]
            ref = f"{self.head['plans']}#{row['plan']}/{name}"
            return (
                None
                if value is None
                else Cell(round(value * times, 1), unit, ref, decimals=int(value * times % 1 != 0))
            )

        return tuple(
            One(
                rows.get(ref), ref, title_of(rows[ref]) if ref in rows else ref, by.get(ref, by.get(TOTAL, {})),
                typed(row, "floor", "m²"), typed(row, "jobs"), typed(row, "agency", "%", 100), typed(row, "own_beds"),
                Date(str(int(row["start"]))), _doubt(row, usual.get(row["firm_type"])),
            )
            for row in given
            for ref in [str(row["plan"])]
        )  # fmt: skip


def _touched(future: Ahead) -> tuple[Touched, ...]:
    found = Area.objects.in_bulk([ref.partition(":")[2] for ref in future.places])
    rows = [Touched(str(found.get(ref.partition(":")[2], ref)), pair) for ref, pair in future.places.items()]
    told = [row for row in rows if row.pair.more.value]
    return tuple(sorted(told, key=lambda row: -abs(float(row.pair.more.value or 0))))


def _doubt(row: dict[str, Any], usual: ReferenceNumber | None) -> str:
    """Why floor and jobs do not fit each other, when both were entered."""
    from samenhang.methods.impact import Firm, Range, contradiction

    if usual is None or contradiction(Firm(row["floor"], row["jobs"]), Range(usual.low, usual.mode, usual.high)) <= 1:
        return ""
    return _(
        "The jobs that were entered lie outside what is usual on this floor area (%(low)s to %(high)s per 1,000 m²). The"
        " test counts with the jobs. Ask the entrepreneur which of the two is right."
    ) % {"low": f"{usual.low:g}", "high": f"{usual.high:g}"}


def _questions(plans: tuple[One, ...], lines: dict[str, Line], places: tuple[Place, ...]) -> tuple[str, ...]:
    """The questions for the entrepreneur that this test calls for, in the order of the workspace."""

    def some(name: str) -> bool:
        return name in lines and bool(lines[name].cell.value)

    beyond = any(place.outside and place.residents.value for place in places)
    holds = {
        "always": True,
        "beds": some("beds"),
        "own beds": any(one.own_beds and one.own_beds.value for one in plans),
        "agency": any(one.agency is None or one.agency.value for one in plans),
        "dwellings": some("dwellings"),
        "family": some("family"),
        "border": beyond,
        "nothing known": any(not place.known and not place.outside for place in places),
    }
    found = EntrepreneurQuestion.objects.filter(withdrawn_on=None).order_by("order")
    return tuple(str(row.question) for row in found if holds.get(row.condition))


def only(entered: str, plan: str) -> bool:
    """Whether what was frozen is about this one plan."""
    sheet = ledger.sheet(entered)
    return sheet is not None and [str(row["plan"]) for row in ledger.table(sheet).records()] == [plan]
