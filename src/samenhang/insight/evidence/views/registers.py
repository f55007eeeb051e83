"""The plain registers: bottlenecks, publications with the deliveries, and definitions side by side."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy, pgettext_lazy

from samenhang.ground.ledger.acts import Permission
from samenhang.ground.lexicon.models import ChainStage, PolicyField, Theme
from samenhang.insight.evidence.models import Definition, Observed
from samenhang.insight.evidence.queries import registers as queries
from samenhang.insight.evidence.queries.indicators import readable
from samenhang.insight.evidence.queries.observed import observed
from samenhang.insight.evidence.queries.words import DEFINITION, FIELDS, READ, word
from samenhang.insight.evidence.views.figures import named
from samenhang.screen.cells import Date
from samenhang.screen.tables import Column, Filter, TableSpec, csv_response, page

MOST_BESIDE = 12


def _in_words(field: str) -> Callable[[Any], str]:
    """A field of a definition in words of the page."""
    return lambda one: word(field, getattr(one, field))


BOTTLENECKS = TableSpec(
    columns=(
        Column("text", gettext_lazy("Bottleneck"), template="insight/evidence/bottleneck.html"),
        Column("felt_by", gettext_lazy("Felt by")),
        Column("theme.label", gettext_lazy("Theme"), sort="theme__order"),
        Column("policy_field.label", gettext_lazy("Policy field"), sort="policy_field__order"),
        Column("stages", gettext_lazy("Stages of the chain"),
               value=lambda one: ", ".join(stage.label for stage in one.stages.all())),
        Column("period", gettext_lazy("Said in"), sort="period"),
        Column("source", pgettext_lazy("column", "Source"), template="insight/evidence/bottleneck_source.html",
               value=lambda one: one.source_url or one.source_note),
    ),
    filters=(
        Filter("thema", gettext_lazy("Theme"), "theme", named(Theme)),
        Filter("veld", gettext_lazy("Policy field"), "policy_field", named(PolicyField)),
        Filter("schakel", gettext_lazy("Stage of the chain"), "stages", named(ChainStage)),
    ),
    search=("text_nl", "text_en", "felt_by_nl", "felt_by_en"),
    order=("theme__order", "code"),
    name="bottlenecks",
    caption=pgettext_lazy("caption of a list", "Bottlenecks"),
)  # fmt: skip

PUBLICATIONS = TableSpec(
    columns=(
        Column("title", gettext_lazy("Publication"), sort="title", template="insight/evidence/publication.html"),
        Column("publisher", gettext_lazy("Who says it"), sort="publisher"),
        Column("published", gettext_lazy("Published"), sort="published",
               value=lambda one: Date(one.published) if one.published else None),
        Column("reading", gettext_lazy("How we read it"), sort="reading", value=lambda one: str(READ.get(one.reading, ""))),
        Column("licence", gettext_lazy("Licence"), sort="licence", value=lambda one: word("licence", one.licence)),
        Column("number", gettext_lazy("Figures"), sort="number", numeric=True),
    ),
    filters=(
        Filter("uitgever", gettext_lazy("Who says it"), "publisher", lambda: [(one, one) for one in queries.publishers()]),
        Filter("gelezen", gettext_lazy("How we read it"), "reading", tuple(READ.items())),
    ),
    search=("title", "publisher", "via_nl", "via_en"),
    order=("publisher", "title"),
    name="publications",
    caption=pgettext_lazy("caption of a list", "Publications"),
)  # fmt: skip

DEFINITIONS = TableSpec(
    columns=(
        Column("label", gettext_lazy("Definition"), sort="label_nl", template="insight/evidence/definition_name.html",
               value=lambda one: queries.compared([one])),
        *(
            Column(name, FIELDS[name], sort=name, value=_in_words(name))
            for name in ("counts", "population", "registration", "moment", "method", "producer")
        ),
        Column("number", gettext_lazy("Figures"), sort="number", numeric=True),
        Column("beside", gettext_lazy("Compare"), template="insight/evidence/definition_tick.html", value=lambda one: one.pk),
    ),
    filters=tuple(
        Filter(key, FIELDS[name], name, tuple(DEFINITION[name].items()))
        for key, name in (("telt", "counts"), ("wie", "population"), ("registratie", "registration"), ("moment", "moment"))
    ),
    search=("label_nl", "label_en", "text_nl", "text_en", "producer", "method"),
    order=("label_nl",),
    name="definitions",
    caption=pgettext_lazy("caption of a list", "Definitions"),
    other=("naast",),
)  # fmt: skip

# a file has everything that the page keeps one click away
BOTTLENECKS_FILE = replace(
    BOTTLENECKS,
    columns=(Column("pk", gettext_lazy("Code")), *BOTTLENECKS.columns, Column("idea", gettext_lazy("Our idea"))),
)
PUBLICATIONS_FILE = replace(
    PUBLICATIONS,
    columns=(
        *PUBLICATIONS.columns,
        Column("url", gettext_lazy("Address")),
        Column("via", gettext_lazy("Read through")),
    ),
)
DEFINITIONS_FILE = replace(
    DEFINITIONS,
    columns=(
        Column("pk", gettext_lazy("Code")),
        Column("label", gettext_lazy("Definition")),
        Column("text", gettext_lazy("In full")),
        *(Column(name, label, value=_in_words(name)) for name, label in FIELDS.items()),
        Column("number", gettext_lazy("Figures")),
    ),
)


def _as_file(request: HttpRequest) -> bool:
    return request.GET.get("format") == "csv"


def bottlenecks(request: HttpRequest) -> HttpResponse:
    """What the chain runs into."""
    table = page(BOTTLENECKS_FILE if _as_file(request) else BOTTLENECKS, queries.bottlenecks(), request.GET)
    if table.wants_csv:
        return csv_response(table)
    retracts = request.viewer.may(Permission.CHOOSE)  # type: ignore[attr-defined]
    context = {"table": table, "observed": observed(Observed.BOTTLENECK), "retracts": retracts}
    return TemplateResponse(request, "insight/evidence/bottlenecks.html", context)


def publications(request: HttpRequest) -> HttpResponse:
    """Where the figures were published, and what came in from whom and when."""
    table = page(PUBLICATIONS_FILE if _as_file(request) else PUBLICATIONS, queries.publications(), request.GET)
    if table.wants_csv:
        return csv_response(table)
    context = {"table": table, "delivered": queries.delivered(), "may_receive": request.viewer.may(Permission.RECEIVE)}  # type: ignore[attr-defined]
    return TemplateResponse(request, "insight/evidence/publications.html", context)


def definitions(request: HttpRequest) -> HttpResponse:
    """Who and what is counted; some of them side by side, field by field."""
    table = page(DEFINITIONS_FILE if _as_file(request) else DEFINITIONS, queries.definitions(), request.GET)
    if table.wants_csv:
        return csv_response(table)
    asked = list(dict.fromkeys(map(readable, request.GET.getlist("naast"))))
    beside = (
        list(Definition.objects.filter(pk__in=asked, withdrawn_on=None).order_by("label_nl")[:MOST_BESIDE])
        if asked
        else []
    )
    context = {
        "table": table,
        "beside": beside,
        "fields": queries.compared(beside) if len(beside) > 1 else (),
        "ticked": {one.pk for one in beside},
        "cut": len(asked) > MOST_BESIDE,
        "most": MOST_BESIDE,
    }
    return TemplateResponse(request, "insight/evidence/definitions.html", context)
