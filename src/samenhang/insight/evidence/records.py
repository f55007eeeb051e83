"""What the records of this room are called and say."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samenhang.ground.ledger.queries import written
from samenhang.insight.evidence.models import (
    Answer,
    Aside,
    Aspect,
    Bottleneck,
    BridgePart,
    BridgeStep,
    Contest,
    Definition,
    Indicator,
    Observed,
    Publication,
    Question,
    Reading,
    ReadingRule,
    Revision,
    Source,
    WorkedBridge,
)
from samenhang.insight.evidence.queries.words import ASIDE, CLOSED, OUTCOMES, SAID
from samenhang.screen.cells import Text
from samenhang.screen.records import Kind, Records, SheetKind, Told


def _about(row: Any, more: Text) -> str:
    """The figure that something is said of, and what is said."""
    return " · ".join(filter(None, [str(row.indicator.label), str(row.area), str(more)]))


def _reading(row: Reading) -> Told:
    page = f"{reverse('evidence:indicator', args=[row.indicator_id])}?gebied={row.area_id}"
    return Told(_about(row, row.purpose.label), written(row.reason), page, row.example)


def _contest(row: Contest) -> Told:
    return Told(_about(row, SAID[row.kind]), written(row.reason) if row.reason or row.reason_length else "")


def _answer(row: Answer) -> Told:
    page = reverse("evidence:talk", args=[row.contest_id])
    return Told(_about(row.contest, OUTCOMES[row.outcome]), written(row.words), page)


def _aside(row: Aside) -> Told:
    page = f"{reverse('evidence:indicator', args=[row.indicator_id])}?gebied={row.area_id}#aside"
    return Told(_about(row, ASIDE[row.kind]), written(row.words), page)


def _question(row: Question) -> Told:
    page = f"{reverse('evidence:questions')}#question-{row.pk}"
    return Told(_about(row, CLOSED.get(row.outcome, "")), written(row.words), page)


def _revision(row: Revision) -> Told:
    return Told(str(row.source.title), written(row.reason))


def _observed(row: Observed) -> Told:
    page = "evidence:bottlenecks" if row.kind == row.BOTTLENECK else "evidence:indicators"
    title, note = [_("Seen in signals"), row.theme.label, row.area], written(row.words)
    if row.withdrawn:
        title, note = [*title, _("withdrawn")], f"{note} {_('Withdrawn:')} {written(row.reason)}"
    return Told(" · ".join(map(str, title)), note, f"{reverse(page)}#observed-{row.pk}")


RECORDS = Records(
    kinds=(
        Kind(
            "reading", Reading, _("Chosen reading"), _("Chosen readings"), told=_reading,
            needs=("indicator", "area", "purpose", "reason"),
        ),
        Kind(
            "contest", Contest, _("What a seat says of a figure"), _("What seats say of figures"),
            page="evidence:talk", own=True, told=_contest, needs=("indicator", "area", "reason"),
        ),
        Kind(
            "answer", Answer, _("Answer to a contest"), _("Answers to contests"), told=_answer,
            needs=("contest__indicator", "contest__area", "words"),
        ),
        Kind(
            "aside", Aside, _("Figure that was set aside"), _("Figures that were set aside"), told=_aside,
            needs=("indicator", "area", "words"),
        ),
        Kind(
            "question", Question, _("Research question"), _("Research questions"), told=_question,
            needs=("indicator", "area", "words"),
        ),
        Kind(
            "revision", Revision, _("Revision"), _("Revisions"), page="evidence:revisions", told=_revision,
            needs=("source", "reason"),
        ),
        Kind(
            "observed", Observed, _("Seen in signals"), told=_observed,
            needs=("theme", "area", "words", "reason"),
        ),
        Kind("reading_rules", ReadingRule, _("Rule that chooses a reading"), page="evidence:indicators"),
        Kind(
            "publications", Publication, _("Publication"), _("Publications"), page="evidence:publications",
            source=True,
        ),
        Kind("definitions", Definition, _("Definition"), _("Definitions"), page="evidence:definitions"),
        Kind("indicators", Indicator, _("Indicator"), _("Indicators"), page="evidence:indicator", own=True),
        Kind("bottlenecks", Bottleneck, _("Bottleneck"), _("Bottlenecks"), page="evidence:bottlenecks"),
        Kind("aspects", Aspect, _("What talking sheets ask"), page="reports:talks"),
        Kind("sources", Source, _("Source"), page="evidence:publications", source=True),
        Kind("bridge_steps", BridgeStep, _("Known step between two ways of counting"), source=True),
        Kind("bridges", WorkedBridge, _("Worked bridge between two figures")),
        Kind("bridge_parts", BridgePart, _("Group in a worked bridge")),
    ),
    sheets=(
        SheetKind("delivery", _("Delivery as it was received")),
        SheetKind("tidy", _("Delivery in the fixed form"), _("Figure in a delivery")),
        SheetKind("figures", _("Figures of one indicator"), _("Figure"), many=_("Figures")),
        SheetKind("counter", _("Counter-figure"), _("Counter-figure")),
        SheetKind("recoded", _("Figures on the borders of today"), _("Figure on the borders of today")),
        SheetKind("sums", _("Sums over regions and the province"), _("Sum of the members of an area")),
    ),
    roles={
        "source": _("source"),
        "raw": _("delivery"),
        "declaration": _("how the source is read"),
        "words": _("words of the workspace"),
        "tidy": _("delivery in the fixed form"),
        "indicator": _("indicator"),
        "purpose": _("purpose"),
        "choice": _("chosen figure"),
        "choices": _("chosen figures"),
        "rule": _("rule"),
        "figure": _("figure"),
        "instead": _("counter-figure"),
        "contest": _("what is contested"),
        "aside": _("what was set aside"),
        "owner": _("owner"),
        "question": _("question"),
        "before": _("what was there before"),
        "delivery": _("delivery in the fixed form"),
        "theme": _("theme"),
        "figures": _("figures"),
        "borders": _("borders of the workspace"),
        "on": _("borders of the day"),
        "province": _("province"),
        "workers": _("number of workers"),
        "stage": _("stage of the chain"),
        "observed": _("seen in signals"),
    },
    columns={
        "row": _("row"),
        "indicator": _("indicator"),
        "area": _("area"),
        "period": _("period"),
        "unit": _("unit"),
        "state": _("state"),
        "certainty": _("certainty"),
        "definition": _("definition"),
        "basis": _("counted where"),
        "publication": _("publication"),
        "mark": _("mark"),
        "wording": _("in the words of the source"),
        "value": _("value"),
        "low": pgettext_lazy("column", "low"),
        "high": pgettext_lazy("column", "high"),
        "flag": _("what was done to it"),
        "reason": _("why there is none"),
        "events": _("mergers and splits"),
        "parts": _("rows it is made of"),
        "missing": _("areas without a figure"),
        "division": _("division"),
        "counted": _("number of members"),
        "unsure": _("members of whom it is not sure"),
        "members": _("members"),
        "stated": _("what the source states"),
        "residual": _("stated less sum"),
        "stated_row": _("row of what the source states"),
        "note_nl": _("note in Dutch"),
        "note_en": _("note in English"),
    },
)  # fmt: skip
