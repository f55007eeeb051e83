"""What a report of an area says today, as the rows of its sheet. Every number is read from a sheet and keeps its address."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger import store
from samenhang.ground.ledger.acts import Ref
from samenhang.ground.ledger.models import Act, Sheet
from samenhang.ground.lexicon.models import Unit
from samenhang.ground.places.models import Area
from samenhang.insight.evidence.models import Indicator, Reading
from samenhang.insight.evidence.queries import current, readings
from samenhang.reporting.reports.queries.slots import SHARE, Slots, size_indicators
from samenhang.steering.governance.models import Decision
from samenhang.weighing.appraisal.models import Appraisal

READINGS = 2  # so many readings fit on the page; the page of the indicator has them all
GROUNDS = 4
UNKNOWN = 8


@dataclass(frozen=True)
class Composed:
    """The rows of a report before it is published, and what they rest on."""

    cells: store.Table
    rests_on: list[Ref]


def indicator_of(area: Area) -> Indicator | None:
    """The indicator that says how many people there are here: the first one with a figure, else the first of the workspace."""
    here = set(current().filter(area=area).values_list("indicator_id", flat=True))
    indicators = size_indicators()
    return next((each for each in indicators if each.pk in here), indicators[0] if indicators else None)


def sheets_with(area: Area, indicator: Indicator) -> list[Sheet]:
    """The sheets of the current editions that have a figure of this indicator for this area."""
    refs = set(current().filter(area=area, indicator=indicator).values_list("sheet", flat=True))
    return list(Sheet.objects.filter(short__in=[ref.removeprefix("sheet:") for ref in refs]).order_by("digest"))


def version() -> Act | None:
    """The last act that could change what a report says.

    Publishing one or giving a seat changes nothing, so that the same page stays the same sheet.
    """
    silent = Q(verb__startswith="reports.") | Q(verb__startswith="people.")
    return Act.objects.exclude(silent).order_by("-pk").first()


def decision_of(area: Area) -> Decision | None:
    """The newest decision about an area that was weighed: what is only put off is no news for a report."""
    weighed = Decision.objects.filter(area=area).exclude(appraisal="")
    return weighed.select_related("title", "body", "area").order_by("-at", "-pk").first()


def compose(area: Area, decision: Decision | None, compared: Sheet | None) -> Composed:
    """The report of an area: how many, what was weighed and decided, what is not known."""
    slots, examples = Slots(), list[str]()
    indicator, units = indicator_of(area), {unit.pk: int(unit.decimals) for unit in Unit.objects.all()}
    if indicator is not None:
        slots.names("indicator", indicator.ref)
        _size(slots, area, indicator, compared, units, examples)
    if decision is not None:
        _weighed(slots, decision, examples)
        _decided(slots, decision, units, examples)
    _unknown(slots, area)
    last = version()
    head = {
        "area": area.ref,
        "decision": decision.ref if decision else "",
        "title": "decision" if decision else "area",
        "data": last.ref if last else "",
        "seal": last.seal[:16] if last else "",
        "example": "yes" if examples else "no",
        "examples": ";".join(examples),
    }
    return Composed(slots.table(head), slots.refs)


def _size(
    slots: Slots, area: Area, indicator: Indicator, compared: Sheet | None, units: dict[str, int], examples: list[str]
) -> None:
    for record in ledger.table(compared).records() if compared is not None else ():
        name = str(record["slot"])
        decimals = units.get(str(record["unit"]), 0)
        slots.number(name, f"{compared.ref}#{name}/value", record, unit=str(record["unit"]), decimals=decimals)  # type: ignore[union-attr]
        if record["publication"]:
            slots.names(f"{name}-publication", f"publications:{record['publication']}")
    chosen = list(readings().filter(area=area, indicator=indicator)[:READINGS])
    rows = ledger.cells(reading.choice for reading in chosen)
    for place, reading in enumerate(chosen, 1):
        _reading(slots, f"reading-{place}", reading, rows.get(reading.choice), units)
        examples += [f"reading-{place}"] if reading.example else []


def _reading(slots: Slots, name: str, reading: Reading, record: dict[str, Any] | None, units: dict[str, int]) -> None:
    if record is None:  # its sheet was destroyed on request
        return
    unit = str(record["unit"])
    slots.number(name, reading.choice, record, unit=unit, decimals=units.get(unit, 0), via=reading.ref)
    slots.names(f"{name}-purpose", reading.purpose.ref)
    slots.names(f"{name}-definition", f"definitions:{record['definition']}")
    slots.names(f"{name}-publication", f"publications:{record['publication']}")
    if reading.reason is not None:
        slots.names(f"{name}-reason", reading.reason.ref, via=reading.ref)


def _weighed(slots: Slots, decision: Decision, examples: list[str]) -> None:
    """The options of the appraisal that the decision rests on, with the result that it cites."""
    at = decision.appraisal
    number = at.removeprefix("appraisal:")
    appraisal = Appraisal.objects.filter(pk=number if number.isdecimal() else 0).select_related("question").first()
    if appraisal is None:
        return
    slots.names("appraisal", appraisal.ref)
    if appraisal.question is not None:
        slots.names("question", appraisal.question.ref, via=appraisal.ref)
    examples += ["appraisal"] if appraisal.example else []
    result = _result(decision)
    rows = {str(row["option"]): row for row in ledger.table(result).records()} if result is not None else {}
    for option in appraisal.options.select_related("words"):
        if option.words is not None:
            slots.names(f"option-{option.letter}", option.words.ref, via=appraisal.ref)
        if option.letter in rows and result is not None:
            base, row = f"{result.ref}#{option.letter}", rows[option.letter]
            slots.number(
                f"option-{option.letter}-first", f"{base}/first", row, column="first", unit=SHARE, via=decision.ref
            )
            slots.bounds(
                f"option-{option.letter}-ranks", f"{base}/rank_low", row, "rank_low", "rank_high", via=decision.ref
            )


def _result(decision: Decision) -> Sheet | None:
    """The result on which the decision was taken."""
    act = Act.objects.filter(mentions__role="made", mentions__ref=decision.ref).order_by("pk").first()
    used = act.mentions.filter(role="result").first() if act is not None else None
    return ledger.sheet(used.ref) if used is not None else None


def _decided(slots: Slots, decision: Decision, units: dict[str, int], examples: list[str]) -> None:
    slots.day("decision", timezone.localtime(decision.at).date().isoformat(), decision.ref)
    if decision.title is not None:
        slots.names("decision-title", decision.title.ref, via=decision.ref)
    if decision.body is not None:
        slots.names("decision-body", decision.body.ref, via=decision.ref)
    slots.day("decision-review", decision.review_on.isoformat(), decision.ref)
    examples += ["decision"] if decision.example else []
    grounds = list(decision.grounds.order_by("pk"))
    readings_cited = [ground.cell.removeprefix("reading:") for ground in grounds if ground.cell.startswith("reading:")]
    chosen = {reading.ref: reading.choice for reading in Reading.objects.filter(pk__in=readings_cited)}
    cells = list(dict.fromkeys(chosen.get(ground.cell, ground.cell) for ground in grounds))
    rows = ledger.cells(cells)
    # the result of the appraisal stands in the table of options already
    figures = [(cell, row) for cell in cells if (row := rows.get(cell)) is not None and row.get("indicator")]
    for place, (cell, row) in enumerate(figures[:GROUNDS], 1):
        name, unit = f"ground-{place}", str(row["unit"])
        decimals = units.get(unit, 0)
        slots.number(name, cell, row, column=cell.rpartition("/")[2], unit=unit, decimals=decimals, via=decision.ref)
        slots.names(f"{name}-indicator", f"indicators:{row['indicator']}")
        slots.names(f"{name}-publication", f"publications:{row['publication']}")


def _unknown(slots: Slots, area: Area) -> None:
    """The indicators for which no source has a number here."""
    known = set(current().filter(area=area, value__isnull=False).values_list("indicator_id", flat=True))
    silent = [indicator for indicator in Indicator.objects.filter(withdrawn_on=None) if indicator.pk not in known]
    for place, indicator in enumerate(silent[:UNKNOWN], 1):
        slots.names(f"unknown-{place}", indicator.ref)
    if len(silent) > UNKNOWN:
        slots.names("unknown-more", area.ref)
