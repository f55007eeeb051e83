"""The bridge between two figures: chosen on this page or in the table of an indicator, and shared by its address."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from samenhang.insight.evidence.models import Figure, Indicator
from samenhang.insight.evidence.queries import bridge as queries
from samenhang.insight.evidence.queries.bridge import BridgePage, CannotBridge, End, Taken
from samenhang.insight.evidence.queries.figures import cell_of, figures_at, note_of
from samenhang.insight.evidence.queries.indicators import area_of, indicator_of
from samenhang.insight.evidence.queries.worked import bridge_url, told, worked_bridges
from samenhang.screen.cells import Cell, Run, sentence
from samenhang.screen.charts import Waterfall, WaterfallBar
from samenhang.screen.download import csv_text
from samenhang.screen.posted import there

STATUSES = {
    "differs": gettext_lazy("differs, amount not known"),
    "half": gettext_lazy("one of the two does not say"),
    "silent": gettext_lazy("neither says anything"),
}


def bridge(request: HttpRequest, code: str) -> HttpResponse:
    """From one figure of an indicator to another: known steps, and the part that nobody explains."""
    one = there(indicator_of(code), _("There is no indicator with this code."))
    asked = [request.GET.get("van", ""), request.GET.get("naar", "")]
    ticked = list(dict.fromkeys(request.GET.getlist("cijfer")))
    found = _figures(one, [*filter(None, asked), *ticked])
    if len(ticked) == 2:
        start, end = sorted(
            (found[ref] for ref in ticked), key=lambda figure: (cell_of(figure).value or 0, figure.period)
        )
        return redirect(bridge_url(one, start.ref, end.ref))
    page, refusal = None, ""
    if all(asked) and asked[0] != asked[1]:
        try:
            page = queries.bridge_page(one, *(found[ref] for ref in asked))
        except CannotBridge as refused:
            refusal = str(refused)
    elif any(asked) or ticked:
        refusal = _("A bridge lies between two figures. Choose two different ones.")
    more = told(page) if page else None
    if page and request.GET.get("format") == "csv":
        return _file(page)
    area = there(
        page.area if page else found[asked[0]].area if asked[0] else area_of(request.GET.get("gebied", "")),
        _("There is no area with this code."),
    )
    figures = f"{reverse('evidence:indicator', args=[one.pk])}?{urlencode({'gebied': area.pk})}"
    context = {
        "indicator": one,
        "area": area,
        "page": page,
        "told": more,
        "said": _said(page) if page else (),
        "chart": _chart(page) if page else None,
        "refusal": refusal,
        "start": asked[0],
        "end": asked[1],
        "choices": queries.choices(one, area, [found[ref] for ref in asked if ref]),
        "worked": worked_bridges(one),
        "turned": bridge_url(one, asked[1], asked[0]),
        "here": bridge_url(one, *asked),
        "now": [(each, bridge_url(one, *_renewed(asked, each.then.ref, each.now_ref))) for each in page.moved]
        if page
        else [],
        "crumbs": [(_("Figures"), reverse("evidence:indicators")), (f"{one.label}, {area.name}", figures)],
    }
    return TemplateResponse(request, "insight/evidence/bridge.html", context, status=422 if refusal else 200)


def _figures(indicator: Indicator, refs: list[str]) -> dict[str, Figure]:
    """The figures that the address names; each must be one of this indicator."""
    if any("\x00" in ref for ref in refs):
        raise Http404(_("There is no such figure."))
    found = figures_at(refs)
    if any(ref not in found or found[ref].indicator_id != indicator.pk for ref in refs):
        raise Http404(_("There is no such figure."))
    return found


def _renewed(refs: list[str], then: str, now: str) -> list[str]:
    return [now if ref == then and now else ref for ref in refs]


def _said(page: BridgePage) -> tuple[Run, ...]:
    """The bridge in one sentence, with what else must be known to read it."""
    ends = {"one": page.start.bare, "other": page.end.bare}
    if page.difference.value == 0 and not page.steps:
        return sentence(_("Both figures are {one}. That does not mean that they count the same."), one=page.start.bare)
    down = float(page.difference.value or 0) < 0
    cells = {
        "difference": _size(page.difference, down),
        "known": _size(page.known, down),
        "rest": _size(page.rest, down),
    }
    if not page.steps:
        text = _("From {one} to {other} is a difference of {difference}; why is not known.")
    elif page.rest.value == 0:
        text = _("From {one} to {other} is a difference of {difference}. The known steps add up to all of it.")
    else:
        text = _(
            "From {one} to {other} is a difference of {difference}. Known steps add up to {known}; {rest} is unexplained."
        )
    return sentence(text, **ends, **cells)


def _size(cell: Cell, down: bool) -> Cell:
    """An amount as a sentence says it: without unit, and on the way down as what goes off."""
    value, low, high = (
        None if number is None else -number if down else number for number in (cell.value, cell.low, cell.high)
    )
    return replace(cell, unit="", value=value, low=high if down else low, high=low if down else high)


def _source(bar: Taken) -> str:
    """Where a step comes from, in words."""
    step = bar.step
    if step is None:
        return ""
    said = step.publication.title if step.publication else ""
    kind = _("estimate") if bar.elsewhere else _("assumption") if bar.estimate else ""
    return ": ".join(filter(None, [kind, said]))


def _chart(page: BridgePage) -> Waterfall:
    def height(number: object) -> float:
        return float(str(number))

    start, end = page.start, page.end
    bars = [
        WaterfallBar(start.title, start.cell, "figure", 0.0, height(start.cell.value), *start.bounds, url=start.cell.url,
                     extra=("",))
    ]  # fmt: skip
    level = height(start.cell.value)
    for bar in page.bars:
        after = height(bar.level.value)
        kind = "unexplained" if bar.step is None else "estimate" if bar.estimate else "sourced"
        label = f"{bar.label}: {bar.one} → {bar.other}" if bar.step else bar.label
        low, high = (None if number is None else float(number) for number in (bar.level.low, bar.level.high))
        bars.append(
            WaterfallBar(label, bar.cell, kind, level, after, low, high, url=bar.cell.url if bar.step else "",
                         extra=(_source(bar),))
        )  # fmt: skip
        level = after
    bars.append(WaterfallBar(end.title, end.cell, "figure", 0.0, level, *end.bounds, url=end.cell.url, extra=("",)))
    return Waterfall(
        title=_("From one figure to the other, step by step"),
        name="bridge",
        note=_("In %(unit)s. What no step explains is hatched.") % {"unit": start.figure.unit.label},
        bars=tuple(bars),
        value_label=start.figure.unit.label,
        extra_headers=(pgettext("column", "Source"),),
    )


def _file(page: BridgePage) -> HttpResponse:
    """The bridge as a file: both figures, every step, the unexplained, and each field without an amount."""
    labels = (
        pgettext("column", "Kind"), _("Field"), pgettext("column", "From"), pgettext("column", "To"),
        pgettext("column", "Figure"), _("How it is known"), _("Remarks"),
    )  # fmt: skip
    text = csv_text(labels, [*_rows(page)])
    name = f"{page.indicator.pk}-{page.area.pk}-bridge.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8", headers=headers)


def _rows(page: BridgePage) -> Iterator[tuple[object, ...]]:
    yield _end(_("begins at"), page.start)
    for bar in page.bars:
        if bar.step is None:
            yield bar.label, "", "", "", bar.cell, "", ""
        else:
            kind = _("estimate or assumption") if bar.estimate else _("known step")
            yield kind, bar.label, bar.one, bar.other, bar.cell, _source(bar), bar.step.note
    yield _end(_("ends at"), page.end)
    for field in page.fields:
        if field.status in STATUSES:
            yield str(STATUSES[field.status]), field.label, field.one, field.other, "", "", ""


def _end(kind: str, end: End) -> tuple[object, ...]:
    remarks = ". ".join(filter(None, [end.figure.definition.label, note_of(end.figure)]))
    return kind, "", "", "", end.cell, f"{end.title}: {end.figure.publication.title}", remarks
