"""Deeds of a report: putting the figures side by side, and publishing what is known, weighed and decided about an area."""

from datetime import datetime

from django.utils.translation import gettext as _

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger import store
from samenhang.ground.ledger.acts import Actor, Code, Permission, Ref, act
from samenhang.ground.ledger.models import Sheet
from samenhang.ground.lexicon.queries import file_sheet
from samenhang.ground.places.models import Area
from samenhang.insight.evidence.queries.small import close_to_people, rounded
from samenhang.reporting.reports.queries.compose import compose, decision_of, indicator_of, sheets_with
from samenhang.reporting.reports.queries.slots import COLUMNS, COMPARED, KIND, RANGE, cited, counted
from samenhang.steering.governance.models import Decision
from samenhang.workspace.check.tables import table_of
from samenhang.workspace.kinds import schema


class CannotPublish(Exception):
    """A report that is refused; the text is a sentence for people."""


@act("reports.compared", needs=Permission.PUBLISH)
def compare(
    *, figures: list[Sheet], definitions: Sheet, indicator: Code, area: Code, by: Actor, at: datetime
) -> store.Table:
    """How many counts of people there are in these sheets, in how many publications, and which are the lowest and the highest."""
    declared = table_of(schema()["definitions"], store.read(definitions.digest))
    persons = frozenset(row.code for row in declared.rows if row.counts == "persons")
    rows = [
        (f"{sheet.ref}#{record['row']}/value", record) for sheet in figures for record in ledger.table(sheet).records()
    ]
    found = counted(rows, indicator=indicator, area=area, persons=persons)
    head = {"indicator": str(indicator), "area": str(area)}
    if not found:
        return store.Table(RANGE, COMPARED, (), head)
    publications = {str(row["publication"]) for _ref, row in found}
    made: list[tuple[object, ...]] = [
        ("figures", len(found), "", "known", "exact", "", "", ""),
        ("publications", len(publications), "", "known", "exact", "", "", ""),
    ]
    for name, (ref, row) in (
        ("lowest", min(found, key=lambda item: (item[1]["value"], item[0]))),
        ("highest", max(found, key=lambda item: (item[1]["value"], item[0]))),
    ):
        said = [row[column] for column in ("value", "unit", "state", "certainty", "period", "publication")]
        made.append((name, *said, ref))
    return store.Table(RANGE, COMPARED, tuple(made), head)


@act("reports.published", needs=Permission.PUBLISH)
def publish(
    *, area: Area, decision: Decision | None, cells: store.Table, rests_on: list[Ref], by: Actor, at: datetime
) -> store.Table:
    """Publish a report. `cells` has the columns COLUMNS; each number is the one that stands at its `ref`.

    `rests_on` are the refs of all rows once more, so that the record itself knows what every report cites.
    """
    check_copied(cells, rests_on)
    head = {**cells.head, "area": area.ref, "decision": decision.ref if decision is not None else ""}
    return store.Table(KIND, COLUMNS, tuple(cells.rows), head)


def publish_area(code: str, *, by: Actor, at: datetime) -> Sheet:
    """Publish the report of an area, with its newest decision if there is one."""
    area = Area.objects.filter(pk=code, withdrawn_on=None).first()
    if area is None:
        raise CannotPublish(
            _("There is no area with the code “%(code)s”. The list of areas has all codes.") % {"code": code[:40]}
        )
    return _publish(area, decision_of(area), by=by, at=at)


def publish_decision(decision: Decision, *, by: Actor, at: datetime) -> Sheet:
    """Publish the report of the area that a decision is about, with this decision."""
    return _publish(decision.area, decision, by=by, at=at)


def _publish(area: Area, decision: Decision | None, *, by: Actor, at: datetime) -> Sheet:
    indicator, definitions = indicator_of(area), file_sheet("definitions.csv")
    figures = sheets_with(area, indicator) if indicator is not None else []
    compared = None
    if indicator is not None and definitions is not None and figures:
        compared = compare(
            figures=figures, definitions=definitions, indicator=Code(indicator.pk), area=Code(area.pk), by=by, at=at
        )
    made = compose(area, decision, compared)
    sheet: Sheet = publish(area=area, decision=decision, cells=made.cells, rests_on=made.rests_on, by=by, at=at)
    return sheet


def check_copied(cells: store.Table, rests_on: list[Ref]) -> None:
    """Raises ValueError when a number in these rows is not the one that stands at its ref, or what may be shown of it."""
    rows, refs = list(cells.records()), list(dict.fromkeys(cited(cells.rows)))
    if cells.columns != COLUMNS or [str(ref) for ref in rests_on] != refs:
        raise ValueError(
            f"A report has the columns {COLUMNS} and rests on the refs of its rows; it got {cells.columns}."
        )
    stand = ledger.cells(row["ref"] for row in rows)
    close = close_to_people({str((there or {}).get("indicator", "")) for there in stand.values()})
    for row in rows:
        numbers = [row[name] for name in ("value", "low", "high") if row[name] is not None]
        record = stand.get(row["ref"]) or {}
        there = list(record.values())
        if close.holds(record):  # a small number of people is withheld, any other is rounded
            there = [rounded(number) for number in there if isinstance(number, int | float)]
        if any(number not in there for number in numbers):
            raise ValueError(
                f"Slot {row['slot']} says {numbers}, which does not stand at {row['ref']}. Copy it from its sheet."
            )
