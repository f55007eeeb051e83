"""Decisions with their evidence as it stood beside the evidence as it stands, and what asks for attention because of that."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger.acts import Permission
from samenhang.ground.ledger.models import Sheet
from samenhang.ground.ledger.queries import written
from samenhang.ground.people.models import Follow, Seat
from samenhang.ground.people.queries import Viewer, names_of
from samenhang.insight.evidence.models import Figure, Reading
from samenhang.insight.evidence.queries import figures_at, moved
from samenhang.screen.cells import Cell, Code, Date, Run, ref_url, sentence
from samenhang.steering.governance.models import Decision, Ground
from samenhang.weighing.appraisal.models import Appraisal, Option
from samenhang.weighing.appraisal.queries import (
    appraisals,
    figure_words,
    page_of,
    question_of,
    reading_words,
    standing,
    words_of,
)

HUNDRED = 100
RANKS = ("rank_low", "rank_high")
PLANNED = "programme.fitted"  # the room programme stands above this one: here its plan is only a verb and a sheet


@dataclass(frozen=True)
class Evidence:
    """One cell that a decision rests on: what it is, what it said then, what it says now, and why that asks for review."""

    label: tuple[Run, ...]
    then: Cell
    now: Cell | None
    why: tuple[Run, ...]

    @property
    def moved(self) -> bool:
        return bool(self.why)


@dataclass(frozen=True)
class Page:
    """Everything the page of a decision shows."""

    decision: Decision
    title: str
    text: str
    by: str
    appraisal: Appraisal | None
    question: str
    options: tuple[tuple[Option, str], ...]
    evidence: tuple[Evidence, ...]
    tolerance: Cell
    due: bool
    followed: bool

    @property
    def asks(self) -> tuple[Evidence, ...]:
        """The evidence because of which it asks for review."""
        return tuple(one for one in self.evidence if one.moved)

    @property
    def url(self) -> str:
        return ref_url(self.decision.ref)


@dataclass(frozen=True)
class Waiting:
    """Something that waits for whoever may decide: what it is, why, and where to go."""

    label: str
    why: tuple[Run, ...]
    url: str
    example: bool


def title_of(decision: Decision) -> str:
    return written(decision.title)


def decided(viewer: Viewer) -> QuerySet[Decision]:
    """Every decision, newest first; they are public."""
    return Decision.objects.select_related("title", "body", "area").prefetch_related("grounds").order_by("-at", "-pk")


def decision_page(viewer: Viewer, pk: int, today: date) -> Page | None:
    """One decision, with its evidence as it stood and as it stands; None when there is none."""
    decision = decided(viewer).filter(pk=pk).first()
    if decision is None:
        return None
    number = decision.appraisal.partition(":")[2]
    found = Appraisal.objects.select_related("question").filter(pk=number).first() if number else None
    options = found.options.select_related("words") if found else ()
    tolerance = max((ground.tolerance for ground in decision.grounds.all()), default=0.0)
    return Page(
        decision=decision,
        title=title_of(decision),
        text=written(decision.body),
        by=names_of([decision.by]).get(decision.by, ""),
        appraisal=found,
        question=question_of(found) if found else "",
        options=tuple((option, words_of(option)) for option in options),
        evidence=evidence_of([decision])[decision.pk],
        tolerance=Cell(round(HUNDRED * tolerance, 1), "%", decision.ref, decimals=0 if (HUNDRED * tolerance) % 1 == 0 else 1),
        due=decision.review_on <= today,
        followed=isinstance(viewer, Seat) and Follow.objects.filter(seat=viewer, ref=decision.ref).exists(),
    )  # fmt: skip


def evidence_of(found: Iterable[Decision]) -> dict[int, tuple[Evidence, ...]]:
    """The evidence of each decision, then and now, in a fixed number of queries however many decisions there are."""
    found = list(found)
    grounds = [ground for decision in found for ground in decision.grounds.all()]
    now = _Now(grounds, {decision.appraisal for decision in found if decision.appraisal})
    return {
        decision.pk: tuple(
            now.of(ground, decision) for ground in sorted(decision.grounds.all(), key=lambda one: one.pk)
        )
        for decision in found
    }


class _Now:
    """How the cited cells stand today: figures in the current edition, readings in force, the newest result of an appraisal."""

    def __init__(self, grounds: list[Ground], appraisals: set[str]) -> None:
        ids = [ground.cell.removeprefix("reading:") for ground in grounds if ground.cell.startswith("reading:")]
        self.readings = {
            one.ref: one for one in Reading.objects.filter(pk__in=ids).select_related("purpose", "indicator")
        }
        wanted = {"indicator": set(), "area": set(), "purpose": set()}  # type: dict[str, set[str]]
        for reading in self.readings.values():
            for name, codes in wanted.items():
                codes.add(getattr(reading, f"{name}_id"))
        in_force = Reading.objects.filter(overtaken_by=None, **{f"{name}__in": codes for name, codes in wanted.items()})
        self.in_force = {(one.indicator_id, one.area_id, one.purpose_id): one for one in in_force}
        choices = [one.choice for one in (*self.readings.values(), *self.in_force.values())]
        cells = [ground.cell for ground in grounds if ground.cell.startswith("sheet:")]
        self.figures = figures_at([*cells, *choices])
        self.moved = moved([*self.figures])
        self.newest = {ref: its.result for ref, its in standing(appraisals).items() if its.result}
        if any(not decision.appraisal for decision in {ground.decision for ground in grounds}):
            plan = ledger.latest_sheet(PLANNED)
            self.newest |= {"": plan} if plan else {}
        self.tables = {sheet.ref: ledger.table(sheet) for sheet in self.newest.values()}

    def of(self, ground: Ground, decision: Decision) -> Evidence:
        if ground.cell in self.readings:
            return self._reading(ground, self.readings[ground.cell])
        if ground.cell in self.figures:
            figure = self.figures[ground.cell]
            return self._figure(ground, figure_label(figure), figure, figure)
        return self._result(ground, self.newest.get(decision.appraisal))

    def _figure(self, ground: Ground, label: tuple[Run, ...], cited: Figure, read: Figure) -> Evidence:
        """The figure that was cited, as it was frozen, beside what the source of the figure that is read says today."""
        changed = self.moved.get(read.ref)
        then = _cell(ground.value, ground.state, cited, ground.cell)
        now = changed.now if changed else _cell(read.value, read.state, read, read.ref)
        return Evidence(label, then, now, _why(then, now, ground.tolerance * abs(ground.value or 0)))

    def _reading(self, ground: Ground, reading: Reading) -> Evidence:
        """A reading is compared with the reading that is in force for the same purpose today."""
        standing_one = self.in_force.get((reading.indicator_id, reading.area_id, reading.purpose_id), reading)
        figure = self.figures.get(standing_one.choice)
        before = self.figures.get(reading.choice, figure)
        label = (*_digits(reading.purpose.label), ": ", *(figure_label(before) if before else ()))
        if figure is None or before is None:
            then = _cell(ground.value, ground.state, None, ground.cell)
            return Evidence(label, then, None, _why(then, None, 0))
        one = self._figure(ground, label, before, figure)
        if standing_one.choice != reading.choice and one.why:
            chose = sentence(_("another figure was chosen for this purpose:"))
            return Evidence(one.label, one.then, one.now, (*chose, " ", *one.why))
        return one

    def _result(self, ground: Ground, newest: Sheet | None) -> Evidence:
        """A cell of a result is compared with the newest result of the same appraisal, or the newest plan of the programme."""
        row, _slash, column = ground.cell.partition("#")[2].rpartition("/")
        scale, unit = (1, "") if column in RANKS or not ground.decision.appraisal else (HUNDRED, "%")
        record = self.tables[newest.ref].record(row) if newest else None
        value = record.get(column) if record else None
        now_ref = f"{newest.ref}#{row}/{column}" if newest else ""
        then = _cell(_scaled(ground.value, scale), ground.state, None, ground.cell, unit)
        now = _cell(_scaled(value, scale), "known", None, now_ref, unit) if record else None
        # a share is compared as a part of the whole: 5 % more of nothing is still nothing
        whole = 1.0 if ground.decision.appraisal else abs(ground.value or 0.0)
        far = value is None or ground.value is None or abs(value - ground.value) > ground.tolerance * whole
        label = result_label(row, column) if ground.decision.appraisal else plan_label(row)
        return Evidence(label, then, now, _why(then, now, 0) if far else ())


def _cell(value: float | None, state: str, figure: Figure | None, ref: str, unit: str = "") -> Cell:
    """A value as a Cell, in the unit and with the certainty of the figure that it is from."""
    unit = str(figure.unit.label) if figure else unit
    if value is None:
        return Cell(None, unit, state=state if state == "suppressed" else "unknown")
    plain = int(value) if float(value).is_integer() else value
    decimals, certainty = (figure.unit.decimals, figure.certainty) if figure else (0, "")
    return Cell(plain, unit, ref, "known" if state in ("unknown", "suppressed") else state, certainty=certainty,
                decimals=decimals)  # fmt: skip


def _scaled(value: float | None, scale: int) -> float | None:
    return None if value is None else round(value * scale)


def _why(then: Cell, now: Cell | None, margin: float) -> tuple[Run, ...]:
    """Why this asks for review, as a sentence with the old and the new number; nothing when it stands."""
    if now is None:
        return sentence(_("it is no longer in its source."))
    if then.value is None or now.value is None:
        same = then.value is None and now.value is None and then.state == now.state
        return () if same else sentence(_("it was {then} and is now {now}."), then=_shown(then), now=_shown(now))
    if abs(float(now.value) - float(then.value)) > margin or then.state != now.state:
        return sentence(_("it was {then} and is now {now}."), then=then, now=now)
    return ()


def _shown(cell: Cell) -> Cell | str:
    return cell if cell.value is not None else str(cell)


def figure_label(figure: Figure) -> tuple[Run, ...]:
    """What a figure is: indicator, period and publisher."""
    when = Date(figure.period) if figure.period else _("period not stated")
    return (*_digits(figure.indicator.label), " (", when, ", ", *_digits(figure.publication.publisher), ")")


def result_label(option: str, column: str) -> tuple[Run, ...]:
    """What a cell of a result is, in words."""
    words = {
        "first": _("Option {option}: how often it comes first"),
        "rank_low": _("Option {option}: best place, nine times out of ten"),
        "rank_high": _("Option {option}: worst place, nine times out of ten"),
        "confidence": _("Option {option}: confidence"),
    }
    if column in words:
        return sentence(words[column], option=option)
    return sentence(_("Option {option}: {column}"), option=option, column=Code(column))


def plan_label(row: str) -> tuple[Run, ...]:
    """What a row of a plan of the programme says, in words."""
    words = {
        "measure": _("What the measure would add, in points"),
        "total": _("What the whole programme is worth, in points"),
        "served": _("How many measures still serve it"),
    }
    return (words.get(row.partition("/")[0], _("Number in a plan of the programme")),)


def _digits(text: object) -> tuple[Run, ...]:
    """A name; one with digits in it is a code, so that nobody reads it as a quantity."""
    return (Code(str(text)) if re.search(r"\d", str(text)) else str(text),)


def choices(appraisal: Appraisal) -> list[tuple[str, list[tuple[str, str]]]]:
    """What a decision on this appraisal can rest on: its result, then the readings and figures that the scores cite."""
    page = page_of(appraisal)
    found: list[tuple[str, list[tuple[str, str]]]] = []
    if page.result:
        cells = [
            (one.first.ref, f"{_plain(result_label(one.option.letter, 'first'))}: {one.first}")
            for one in page.result.options
        ]
        found.append((_("Result of the appraisal"), cells))
    leaned = {
        judged.leaning.cell.ref: judged.leaning for scored in page.scores for judged in scored.options if judged.leaning
    }
    ids = [leaning.reading.removeprefix("reading:") for leaning in leaned.values() if leaning.reading]
    readings = Reading.objects.filter(pk__in=ids).select_related("purpose")
    figures = figures_at([*leaned, *(reading.choice for reading in readings)])
    named = [
        (reading.ref, reading_words(reading, figures[reading.choice]))
        for reading in readings
        if reading.choice in figures
    ]
    named += [
        (ref, figure_words(figures[ref])) for ref, leaning in leaned.items() if not leaning.reading and ref in figures
    ]
    return [*found, (_("Evidence that the scores lean on"), named)] if named else found


def _plain(runs: tuple[Run, ...]) -> str:
    return "".join(map(str, runs))


def waiting(viewer: Viewer, today: date) -> list[Waiting]:
    """What waits for this viewer: decisions that ask for review, and appraisals on which nothing was decided."""
    if not viewer.may(Permission.DECIDE):
        return []
    found = []
    every = list(decided(viewer))
    evidence = evidence_of(every)
    for decision in every:
        moved_ones = [one for one in evidence[decision.pk] if one.moved]
        due = decision.review_on <= today
        if moved_ones:
            first = moved_ones[0]
            said: tuple[Run, ...] = (
                _("Asks for review because its evidence moved:"),
                " ",
                *first.label,
                "; ",
                *first.why,
            )
        elif due:
            said = sentence(_("Its review was due on {date}."), date=Date(decision.review_on))
        else:
            continue
        found.append(
            Waiting(title_of(decision), said, reverse("governance:decision", args=[decision.pk]), decision.example)
        )
    for appraisal in appraisals(viewer, step="weighed"):
        said = sentence(_("Was weighed; nothing was decided on it yet."))
        found.append(
            Waiting(question_of(appraisal), said, reverse("appraisal:page", args=[appraisal.pk]), appraisal.example)
        )
    return found
