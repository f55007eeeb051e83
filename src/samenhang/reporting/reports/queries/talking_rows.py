"""What a talking sheet says, as rows: one slot per number or name, each with the ref that it was copied from."""

from dataclasses import dataclass, field

from samenhang.ground.ledger import store
from samenhang.ground.ledger.acts import Ref
from samenhang.ground.places.models import Area
from samenhang.insight.evidence.models import Figure, Indicator
from samenhang.insight.evidence.queries.figures import Stated, cell_of, outermost
from samenhang.reporting.reports.queries.slots import COLUMNS, Slots
from samenhang.reporting.reports.queries.talking_facts import SIZES, Asked, Facts
from samenhang.reporting.reports.queries.talking_near import Compared, compared
from samenhang.reporting.reports.queries.talking_rules import Seen, asked

KIND = "talking"
PER_THOUSAND = "_per_thousand"  # the unit of a number per thousand inhabitants. No workspace code begins with a line
SIZE_LINES, READINGS, HERE, NEAR = 7, 2, 2, 5
OLD = 5  # years after which a number is called old
STALE = 10  # years after which a number steps aside for a newer one that counts in the same place


@dataclass
class Rows(Slots):
    """Collects the rows of a talking sheet, and what the rules want to know of it."""

    seen: dict[str, bool] = field(default_factory=dict)

    def figure(self, slot: str, figure: Figure, *, via: str = "") -> None:
        """A figure as it may be shown: a small number of people is withheld, here and everywhere."""
        cell = cell_of(figure)
        decimals, period = figure.unit.decimals, figure.period
        unit = figure.unit_id
        self.rows.append(
            (slot, cell.value, cell.low, cell.high, unit, cell.state, cell.certainty, decimals, period, figure.ref, via)
        )
        self.names(f"{slot}-publication", figure.publication.ref)

    def line(self, slot: str, line: Stated, *, counts: bool = True) -> None:
        """What one source states; of a range both ends, each with its own ref."""
        self.figure(slot, line.figure)
        if line.upper is not None:
            self.figure(f"{slot}-high", line.upper)
        if counts:
            self.names(f"{slot}-definition", line.figure.definition.ref)

    def spread(self, slot: str, lines: tuple[Stated, ...]) -> None:
        """What several sources state, from the lowest to the highest; of one source all that it says."""
        ends = outermost(lines)
        if len(lines) == 1 or ends is None:
            self.line(slot, lines[0])
            return
        self.figure(slot, ends[0].figure)
        self.figure(f"{slot}-high", ends[1].upper or ends[1].figure)

    def reckoned(self, slot: str, number: float, period: str, ref: str, via: str) -> None:
        self.rows.append((slot, number, None, None, PER_THOUSAND, "known", "", 1, period, ref, via))


@dataclass(frozen=True)
class Composed:
    """The rows of a sheet before anyone sees or publishes them, and what they rest on."""

    cells: store.Table
    rests_on: list[Ref]


def compose(area: Area, facts: Facts, rates: dict[str, str] | None = None) -> Composed:
    """The rows of the sheet of an area. `rates` are the refs of reckoned numbers, by area, once these stand in a sheet."""
    rows, near = Rows(), compared(area, facts)
    _where(rows, area, facts)
    examples = _size(rows, area, facts)
    for place, one in enumerate(facts.asked, 1):
        _aspect(rows, f"aspect-{place}", one, area, facts)
    _near(rows, near, rates)
    _asked(rows, near)
    head = {
        "area": area.ref,
        "title": KIND,
        "year": str(facts.on.year),
        "data": facts.last.ref if facts.last else "",
        "seal": facts.last.seal[:16] if facts.last else "",
        "example": "yes" if examples else "no",
        "examples": ";".join(examples),
    }
    return Composed(store.Table(KIND, COLUMNS, tuple(rows.rows), head), rows.refs)


def _where(rows: Rows, area: Area, facts: Facts) -> None:
    around = facts.around[area.pk]
    if around.whole is not None and around.whole.pk != area.pk:
        rows.names("region", around.whole.ref)
    if around.division is not None:
        rows.names("division", around.division.ref)
    if facts.inhabitants.get(area.pk):
        rows.figure("inhabitants", facts.inhabitants[area.pk][0])
    if facts.size is not None:
        rows.names("indicator", facts.size.ref)


def _size(rows: Rows, area: Area, facts: Facts) -> list[str]:
    """Every source side by side, in the order of where it counts; then the readings. Returns which are examples."""
    every = facts.of(area.pk, [facts.size]) if facts.size else ()
    lines = [line for line in every if line.known or line.figure.state == "suppressed"]
    left, shown = SIZE_LINES, []
    for group in (*SIZES, "other", "forecast"):
        some = _fresh([line for line in lines if _group(line) == group], facts.on.year)
        for place, line in enumerate(some[:left], 1):
            rows.line(f"{group}-{place}", line)
            shown.append(line)
        left -= min(left, len(some))
        rows.seen[group] = any(line.counted for line in some)
    if len(lines) > len(shown) and facts.size is not None:
        rows.names("more", facts.size.ref)
    counted = tuple(line for line in lines if line.counted)
    ends = outermost(counted)
    newest = max((line.figure.period for line in counted), default="")
    rows.seen |= {
        "counted": bool(counted),
        "contested": ends is not None and ends[0] != ends[1] and ends[0].low.value != ends[1].high.value,
        "old": bool(counted) and newest[:4] < str(facts.on.year - OLD),
    }
    return _readings(rows, area, facts)


def _fresh(lines: list[Stated], year: int) -> list[Stated]:
    """Without what is stale, when there is something newer: an old number alone is still the last that was known."""
    newer = [line for line in lines if not line.figure.period or line.figure.period[:4] >= str(year - STALE)]
    return newer or lines


def _group(line: Stated) -> str:
    if line.figure.state == "forecast":
        return "forecast"
    return line.figure.basis if line.figure.basis in SIZES else "other"


def _readings(rows: Rows, area: Area, facts: Facts) -> list[str]:
    examples = []
    read = [one for one in facts.chosen.get(area.pk, ()) if one.figure is not None]
    for place, one in enumerate(read[:READINGS], 1):
        slot = f"reading-{place}"
        assert one.figure is not None
        rows.figure(slot, one.figure, via=one.reading.ref)
        rows.names(f"{slot}-purpose", one.reading.purpose.ref)
        if one.reading.reason is not None:
            rows.names(f"{slot}-reason", one.reading.reason.ref, via=one.reading.ref)
        if one.moved is not None:
            rows.names(f"{slot}-moved", one.reading.ref)
        examples += [slot] if one.reading.example else []
    for place, one in enumerate(
        read[READINGS:], 1
    ):  # the reasons of two fill the room; that others were chosen is said
        slot = f"also-{place}"
        assert one.figure is not None
        rows.figure(slot, one.figure, via=one.reading.ref)
        rows.names(f"{slot}-purpose", one.reading.purpose.ref)
        examples += [slot] if one.reading.example else []
    rows.seen["chosen"] = bool(read)
    return examples


def _aspect(rows: Rows, slot: str, one: Asked, area: Area, facts: Facts) -> None:
    """One aspect: what is known here, else the nearest that is known."""
    part = one.aspect.part
    rows.names(slot, one.aspect.ref)
    if part in SIZES and rows.seen[part]:
        return
    own = () if part in SIZES else facts.of(area.pk, one.indicators)
    here = [line for line in own if line.known or line.figure.state == "suppressed"]
    for place, line in enumerate(here[:HERE], 1):
        rows.line(f"{slot}-here-{place}", line)
        rows.names(f"{slot}-here-{place}-indicator", line.figure.indicator.ref)
        families = line.figure.definition.family == "only"
        rows.seen["families"] = rows.seen.get("families", False) or (families and line.known)
    rows.seen[part] = rows.seen.get(part, False) or any(line.known for line in here)
    if here or part == "norm":
        return
    for larger in facts.above[area.pk]:
        for indicator in one.indicators:
            some = _known(facts, larger, indicator, part)
            if some:
                rows.spread(f"{slot}-near", some)
                rows.names(f"{slot}-near-area", larger.ref)
                rows.names(f"{slot}-near-indicator", indicator.ref)
                return


def _known(facts: Facts, area: Area, indicator: Indicator, part: str) -> tuple[Stated, ...]:
    """What is stated for a larger area; a forecast only when there is nothing else."""
    known = (line for line in facts.of(area.pk, [indicator]) if line.known)
    some = tuple(line for line in known if part not in SIZES or line.figure.basis == part)
    return tuple(line for line in some if line.counted) or some


def _near(rows: Rows, near: Compared, rates: dict[str, str] | None) -> None:
    """The neighbours: what can be compared, what cannot, and who has no number."""
    for place, one in enumerate(near.alike, 1):
        rows.names(f"alike-{place}-area", one.line.figure.area.ref)
        if one.inhabitants is None:
            rows.line(f"alike-{place}", one.line, counts=False)
        else:
            ref = (rates or {}).get(one.line.figure.area_id, one.line.figure.ref)
            via = "" if rates else one.inhabitants.ref
            rows.reckoned(f"alike-{place}", one.rate, one.line.figure.period, ref, via)
            rows.names(f"alike-{place}-publication", one.line.figure.publication.ref)
            rows.names(f"alike-{place}-over-publication", one.inhabitants.publication.ref)
    if near.alike:
        rows.names("alike-definition", near.alike[0].line.figure.definition.ref)
    for place, line in enumerate(near.unlike[:NEAR], 1):
        rows.names(f"unlike-{place}-area", line.figure.area.ref)
        rows.line(f"unlike-{place}", line)
    if near.whole is not None:
        rows.names("around", near.whole.ref)
    for place, one_area in enumerate(near.silent[:NEAR], 1):
        rows.names(f"silent-{place}", one_area.ref)
    if len(near.silent) > NEAR and near.whole is not None:
        rows.names("silent-more", near.whole.ref)


def _asked(rows: Rows, near: Compared) -> None:
    """The questions for the table; which they are is part of what was said that day."""
    saw = {name: rows.seen.get(name, False) for name in
           ("counted", "contested", "chosen", "old", "need", "supply", "plan", "norm", "families", "nature")}  # fmt: skip
    seen = Seen(
        **saw, worked=rows.seen["work"], lived=rows.seen["live"], unregistered=rows.seen.get("registration", False),
        neighbours=bool(near.alike or near.unlike) and near.beside, unlike=bool(near.unlike) and near.beside,
        larger=any(row[0].endswith("-near") for row in rows.rows),
    )  # fmt: skip
    about = next((str(row[-2]) for row in rows.rows if row[0] == "indicator"), "")
    for name in asked(seen):
        rows.names(f"ask-{name}", about)
