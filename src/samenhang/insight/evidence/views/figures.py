"""The list of indicators, the page of one of them for one area, and choosing a reading there."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_POST

from samenhang.ground.ledger.acts import Permission, Ref, Words, require
from samenhang.ground.lexicon.models import Declared, PolicyField, Theme
from samenhang.ground.people.queries import Viewer
from samenhang.insight.evidence import actions
from samenhang.insight.evidence.forms import ReadingForm
from samenhang.insight.evidence.models import Figure, Observed
from samenhang.insight.evidence.queries.contests import Talk
from samenhang.insight.evidence.queries.figures import Stated, cell_of, current, note_of
from samenhang.insight.evidence.queries.freshness import age, age_words
from samenhang.insight.evidence.queries.indicators import (
    IndicatorPage,
    area_of,
    indicator_of,
    indicator_page,
)
from samenhang.insight.evidence.queries.indicators import indicators as all_indicators
from samenhang.insight.evidence.queries.observed import observed
from samenhang.insight.evidence.queries.sums import sums_of
from samenhang.insight.evidence.queries.words import ASIDE, BASES, CERTAINTIES, MARKS, TOPICS
from samenhang.insight.evidence.queries.worked import worked_bridges
from samenhang.screen.cells import Code, Date, Run, sentence
from samenhang.screen.charts import DotRange, DotRow
from samenhang.screen.posted import refusals_in
from samenhang.screen.tables import Column, Filter, TableSpec, csv_response, page


@dataclass(frozen=True)
class Marked:
    """A figure in the table, with the marks beside it."""

    line: Stated
    revised: bool

    @property
    def talks(self) -> tuple[Talk, ...]:
        return self.line.talks


@dataclass(frozen=True)
class Aged:
    """The time that a figure is about, and how long ago that ended."""

    period: Date | None
    age: str


NO_PERIOD = "-"
FEW = 4  # so few rows need no filters


def named(model: type[Declared]) -> Callable[[], list[tuple[str, str]]]:
    """The rows of a list of the workspace as choices of a filter."""
    return lambda: [(one.pk, one.label) for one in model._default_manager.filter(withdrawn_on=None)]


INDICATORS = TableSpec(
    columns=(
        Column("label", gettext_lazy("Figure"), template="insight/evidence/indicator_name.html"),
        Column("topic", gettext_lazy("Topic"), sort="topic", value=lambda one: str(TOPICS[one.topic])),
        Column("themes", gettext_lazy("Themes"), value=lambda one: ", ".join(theme.label for theme in one.themes.all())),
        Column("number", gettext_lazy("Figures"), sort="number", numeric=True),
        Column("sources", gettext_lazy("Sources"), sort="sources", numeric=True),
        Column("areas", gettext_lazy("Areas"), sort="areas", numeric=True),
        Column("latest", gettext_lazy("Latest period"), sort="latest",
               value=lambda one: Date(one.latest) if one.latest else None),
    ),
    filters=(
        Filter("onderwerp", gettext_lazy("Topic"), "topic", tuple(TOPICS.items())),
        Filter("thema", gettext_lazy("Theme"), "themes", named(Theme)),
        Filter("veld", gettext_lazy("Policy field"), "policy_fields", named(PolicyField)),
    ),
    search=("label_nl", "label_en", "question_nl", "question_en"),
    order=("order",),
    name="figures",
    caption=pgettext_lazy("caption of a list", "Indicators"),
)  # fmt: skip


def indicators(request: HttpRequest) -> HttpResponse:
    """Every quantity that is followed, with how much is stated about it."""
    table = page(INDICATORS, all_indicators(), request.GET)
    if table.wants_csv:
        return csv_response(table)
    retracts = request.viewer.may(Permission.CHOOSE)  # type: ignore[attr-defined]
    context = {"table": table, "observed": observed(Observed.INDICATOR), "retracts": retracts}
    return TemplateResponse(request, "insight/evidence/indicators.html", context)


def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """All figures of one indicator for one area, side by side."""
    found = _found(request, code, request.GET.get("gebied", ""))
    if request.GET.get("format") == "csv":
        return csv_response(page(_file(found), _figures(found), request.GET))
    form = None
    if request.viewer.may(Permission.CHOOSE):  # type: ignore[attr-defined]
        form = ReadingForm(lines=found.lines, initial={"purpose": request.GET.get("doel")})
    return _answer(request, found, form)


@require_POST
def read(request: HttpRequest, code: str) -> HttpResponse:
    """Choose a reading; when something is missing, the page comes back with everything that was typed."""
    found = _found(request, code, request.POST.get("gebied", ""))
    form = ReadingForm(request.POST, lines=found.lines)
    if form.is_valid():
        given = form.cleaned_data
        with refusals_in(
            form,
            actions.CannotReceive,
            twice=_("Someone else chose a reading for this purpose at the same moment. Look at it first."),
        ):
            actions.read(
                indicator=found.indicator, area=found.area, purpose=given["purpose"], choice=Ref(given["choice"]),
                reason=Words(given["reason"]), example=False, by=request.viewer, at=timezone.now(),  # type: ignore[attr-defined]
            )  # fmt: skip
            messages.success(request, _("The reading was chosen. The other figures stay in view."))
            address = reverse("evidence:indicator", args=[found.indicator.pk])
            return redirect(f"{address}?{urlencode({'gebied': found.area.pk})}#readings")
    else:
        require(request.viewer, Permission.CHOOSE)  # type: ignore[attr-defined]
    return _answer(request, found, form, status=422)


def _found(request: HttpRequest, code: str, area: str) -> IndicatorPage:
    one, place = indicator_of(code), area_of(area)
    if one is None:
        raise Http404(_("There is no indicator with this code."))
    if place is None:
        raise Http404(_("There is no area with this code."))
    return indicator_page(request.viewer, one, place, timezone.localdate())  # type: ignore[attr-defined]


def _answer(request: HttpRequest, found: IndicatorPage, form: ReadingForm | None, status: int = 200) -> HttpResponse:
    table = page(_table(found, request.viewer), _figures(found, merged=True), request.GET)  # type: ignore[attr-defined]
    context = {
        "page": found,
        "table": table,
        "chart": _chart(found) if found.lines else None,
        "said": _said(found),
        "form": form,
        "form_open": form is not None and (form.is_bound or "doel" in request.GET),
        "may_aside": request.viewer.may(Permission.ASK),  # type: ignore[attr-defined]
        "crumbs": [(_("Figures"), reverse("evidence:indicators"))],
        "sums": sums_of(found.indicator, found.area),
        "worked": worked_bridges(found.indicator),
        "compare": "&".join(sorted({f"naast={line.figure.definition_id}" for line in found.lines})),
    }
    return TemplateResponse(request, "insight/evidence/indicator.html", context, status=status)


def _said(found: IndicatorPage) -> tuple[Run, ...]:
    """What these figures are together, in words: how many sources, how far apart, and that they are never added up."""
    if found.lowest is None or found.highest is None:
        return ()
    low, high = found.lowest.figure, (found.highest.upper or found.highest.figure)
    if not found.spread:
        return sentence(
            _("It is {cell} ({when}), says {who}."), cell=found.lowest.cell, when=_when(low), who=_name(low)
        )
    lowest = (
        _("The lowest is {cell} (several sources).")
        if found.said_lowest > 1
        else _("The lowest is {cell} ({when}, {who}).")
    )
    highest = (
        _("The highest is {cell} (several sources).")
        if found.said_highest > 1
        else _("The highest is {cell} ({when}, {who}).")
    )
    return (
        *sentence(lowest, cell=found.lowest.low, when=_when(low), who=_name(low)), " ",
        *sentence(highest, cell=found.highest.high, when=_when(high), who=_name(high)),
    )  # fmt: skip


def _name(figure: Figure) -> Code | str:
    """Who says it; a name with digits is a Code, so that it is not taken for a number without a source."""
    name = figure.publication.publisher
    return Code(name) if any(letter.isdigit() for letter in name) else name


def _when(figure: Figure) -> Date | str:
    return Date(figure.period) if figure.period else _("period not stated")


def _chart(found: IndicatorPage) -> DotRange:
    chosen = [item.chosen for item in found.purposes if item.chosen]
    dots = []
    alike = Counter((line.figure.publication.publisher, line.figure.period) for line in found.lines)
    for line in found.lines:
        figure = line.figure
        label = " · ".join(filter(None, [str(line.period or ""), figure.publication.publisher]))
        if alike[figure.publication.publisher, figure.period] > 1:
            label = f"{label}: {figure.definition.label}"
        strong = any(one.chose(line) for one in chosen)
        extra = (_when(figure), figure.definition.label, str(BASES[figure.basis]))
        dots.append(DotRow(label, line.cell, cell_of(figure).url, strong, extra))
    units = {line.figure.unit_id for line in found.lines}
    for talk in found.talks:
        numbers = talk.contest.counter
        if talk.counter is not None and numbers is not None and numbers.unit_id in units:
            label = _("Counter-figure, %(by)s") % {"by": talk.by}
            dots.append(DotRow(label, talk.counter, talk.counter.url, extra=(talk.period, talk.definition, talk.basis)))
    return DotRange(
        title=_("%(indicator)s in %(area)s, as each source states it")
        % {"indicator": found.indicator.label, "area": found.area.name},
        name="sources",
        note=_("Every source counts in its own way. A figure that was chosen for a purpose is in bold."),
        dots=tuple(dots),
        heading=pgettext("column", "Source"),
        value_label=found.indicator.unit.label,
        extra_headers=(_("Period"), _("What it counts"), _("Counted")),
    )


def _figures(found: IndicatorPage, *, merged: bool = False) -> Any:
    """The rows of the table; `merged`: both ends of a range in one row. A file has them apart, each with its own source."""
    figures = current().filter(area=found.area, indicator=found.indicator)
    return figures.filter(pk__in=[line.figure.pk for line in found.lines]) if merged else figures


def _table(found: IndicatorPage, viewer: Viewer) -> TableSpec:
    lines, today = {line.figure.pk: line for line in found.lines}, timezone.localdate()
    deeds: tuple[Column, ...] = ()
    if found.may_contest or viewer.may(Permission.ASK):
        deeds = (Column("deeds", gettext_lazy("What can be done"), template="insight/evidence/figure_deeds.html",
                        value=lambda one: {"contest": found.may_contest, "aside": viewer.may(Permission.ASK)}),)  # fmt: skip
    return TableSpec(
        columns=(
            Column("source", pgettext_lazy("column", "Source"), sort="publication__publisher",
                   template="insight/evidence/figure_source.html", value=lambda one: one.publication.publisher),
            Column("value", pgettext_lazy("column", "Figure"), sort="value", template="insight/evidence/figure_value.html",
                   value=lambda one: Marked(lines[one.pk], (one.source_id, one.row) in found.revised)),
            Column("period", gettext_lazy("Period"), sort="period", template="insight/evidence/period.html",
                   value=lambda one: Aged(Date(one.period) if one.period else None, age_words(one.period, today))),
            Column("definition", gettext_lazy("What it counts"), sort="definition__label_nl",
                   template="insight/evidence/figure_definition.html", value=lambda one: one.definition.label),
            Column("basis", gettext_lazy("Counted"), sort="basis", value=lambda one: str(BASES[one.basis])),
            Column("note", gettext_lazy("Remarks"), value=note_of),
            *deeds,
            *([TICK] if found.pairs else ()),
        ),
        filters=_filters(found.lines),
        search=SEARCHED if len(found.lines) >= FEW else (),
        order=("-period", "publication__publisher"),
        caption=pgettext_lazy("caption of a list", "Figures side by side, one source on each row"),
        other=("gebied", "doel"),
    )  # fmt: skip


TICK = Column(
    "bridge", gettext_lazy("Compare"), template="insight/evidence/bridge_tick.html", value=lambda one: one.ref
)
SEARCHED = ("publication__title", "publication__publisher", "definition__label_nl", "definition__label_en", "wording",
            "note_nl", "note_en")  # fmt: skip


def _filters(lines: Iterable[Stated]) -> tuple[Filter, ...]:
    """The filters that can make a difference: what all rows share is no choice."""
    figures = [line.figure for line in lines]
    if len(figures) < FEW:
        return ()
    bases = {one.basis: str(BASES[one.basis]) for one in figures}
    periods = {one.period or NO_PERIOD: str(_when(one)) for one in figures}
    definitions = {one.definition_id: one.definition.label for one in figures}
    publishers = {one.publication.publisher: one.publication.publisher for one in figures}
    offered = (
        Filter("grondslag", gettext_lazy("Counted"), "basis", list(bases.items())),
        Filter("periode", gettext_lazy("Period"), _in_periods, sorted(periods.items(), reverse=True)),
        Filter(
            "definitie",
            gettext_lazy("What it counts"),
            "definition",
            sorted(definitions.items(), key=lambda one: one[1]),
        ),
        Filter("uitgever", gettext_lazy("Who says it"), "publication__publisher", sorted(publishers.items())),
    )
    return tuple(one for one in offered if len(list(one.choices)) > 1)  # type: ignore[arg-type]


def _in_periods(values: list[str]) -> Q:
    return Q(period__in=["" if value == NO_PERIOD else value for value in values])


def _file(found: IndicatorPage) -> TableSpec:
    """The same rows as a file: every figure with its state, its definition in full, its source, and what is said of it."""
    today = timezone.localdate()
    every = [*found.lines, *(line for _told, line, _ref in found.aside if line is not None)]
    marked = {one.pk: one for line in every for one in (line.figure, line.upper) if one is not None}
    texts: tuple[tuple[str, Any, Callable[[Any], object]], ...] = (
        ("area", _("Area"), lambda one: one.area.name),
        ("indicator", _("Indicator"), lambda one: one.indicator.label),
        ("value", pgettext("column", "Figure"), cell_of),
        ("period", _("Period"), lambda one: one.period),
        ("age", _("Age in years"), lambda one: age(one.period, today)),
        ("freshness", _("Age in words"), lambda one: age_words(one.period, today)),
        ("certainty", _("How firm"), lambda one: str(CERTAINTIES[one.certainty])),
        ("basis", _("Counted"), lambda one: str(BASES[one.basis])),
        ("definition", _("What it counts"), lambda one: one.definition.label),
        ("text", _("Definition"), lambda one: one.definition.text),
        ("publisher", _("Who says it"), lambda one: one.publication.publisher),
        ("publication", _("Publication"), lambda one: one.publication.title),
        ("published", _("Published"), lambda one: one.publication.published),
        ("url", _("Address"), lambda one: one.publication.url),
        ("via", _("Read through"), lambda one: one.publication.via),
        ("mark", _("Mark"), lambda one: str(MARKS.get(one.mark, ""))),
        ("wording", _("Noted as"), lambda one: one.wording),
        ("note", _("Remarks"), note_of),
        (
            "aside",
            _("Set aside because"),
            lambda one: str(ASIDE[set_aside.kind]) if (set_aside := marked[one.pk].aside) else "",
        ),
        ("said", _("Said of it"), lambda one: "; ".join(map(str, marked[one.pk].talks))),
    )
    columns = tuple(Column(key, label, value=value) for key, label, value in texts)
    return TableSpec(
        columns=columns, filters=_filters(found.lines), search=SEARCHED, order=("-period", "publication__publisher"),
        name=f"{found.indicator.pk}-{found.area.pk}", other=("gebied", "doel"),
    )  # fmt: skip
