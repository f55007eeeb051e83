"""The lists of governance: the timeline, the recommendations, and the tables and lines against the themes."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samenhang.screen.cells import Date
from samenhang.screen.tables import Column, Filter, TablePage, TableSpec, csv_response, page
from samenhang.steering.governance.queries import lists as queries
from samenhang.steering.governance.queries import tracker


def _themes_of(row: Any) -> str:
    return ", ".join(theme.label for theme in row.themes.all())


EVENTS = TableSpec(
    columns=(
        Column("date", _("Date"), sort="date"),
        Column("level.label", _("Level of government")),
        Column("kind", _("Kind"), value=lambda event: queries.KINDS[event.kind]),
        Column("text", _("What happened")),
        Column("actor", _("Who")),
        Column("themes", _("Themes"), value=_themes_of),
        Column("note", _("Remark")),
        Column("source_url", _("Source")),
    ),
    filters=(
        Filter("niveau", _("Level of government"), "level", queries.levels),
        Filter("soort", _("Kind"), "kind", tuple(queries.KINDS.items())),
        Filter("thema", _("Theme"), "themes", queries.theme_choices),
    ),
    search=("text_nl", "text_en", "actor_nl", "actor_en", "note_nl", "note_en"),
    order=("date", "code"),
    name="timeline",
    caption=pgettext_lazy("caption of a list", "Chronology"),
)
RECOMMENDATIONS = TableSpec(
    columns=(
        Column("text", _("Recommendation"), template="steering/governance/recommendation_text.html"),
        Column("subject", _("Subject"), sort="subject_nl"),
        Column("theme.label", _("Theme"), sort="theme__order"),
        Column("addressee", _("To whom"), template="steering/governance/recommendation_addressee.html"),
        Column("now", _("How it stands"), sort="now", value=lambda row: tracker.STATES[row.now],
               template="steering/governance/recommendation_state.html"),
        Column("status", _("What was done"), sort="status_date", template="steering/governance/recommendation_status.html"),
        Column("status_date", _("Date of status"), value=lambda row: Date(row.status_date) if row.status_date else None),
    ),
    filters=(
        Filter("stand", _("How it stands"), "now", tuple(tracker.STATES.items())),
        Filter("rapport", _("Report"), "report", lambda: [(one, one) for one in queries.reports()]),
        Filter("onderwerp", _("Subject"), "subject_nl", queries.subjects),
        Filter("thema", _("Theme"), "theme", queries.theme_choices),
        Filter("aan-provincie", _("Addressed to the province"), queries.to_the_province,
               (("ja", pgettext_lazy("answer", "yes")), ("nee", pgettext_lazy("answer", "no"))), multiple=False),
    ),
    search=("text_nl", "text_en", "addressee_nl", "addressee_en", "status_nl", "status_en"),
    order=("code",),
    name="recommendations",
    caption=pgettext_lazy("caption of a list", "Recommendations"),
)  # fmt: skip
TABLES = TableSpec(
    columns=(
        Column("name", pgettext_lazy("where parties meet", "Table")),
        Column("level.label", _("Level of government")),
        Column("area.name", _("Area")),
        Column("status", _("Status"), value=lambda table: queries.STATUSES[table.status]),
        Column("themes", _("Themes on the agenda"), value=_themes_of),
        Column("members", _("Who sits there")),
        Column("note", _("Remark")),
        Column("source_url", _("Source"), value=lambda table: table.source_url or table.source_note),
    ),
    filters=(
        Filter("niveau", _("Level of government"), "level", queries.levels),
        Filter("status", _("Status"), "status", tuple(queries.STATUSES.items())),
        Filter("thema", _("On the agenda"), "themes", queries.theme_choices),
    ),
    search=("name_nl", "name_en", "members_nl", "members_en"),
    order=("level__order", "line"),
    name="tables",
    caption=pgettext_lazy("caption of a list", "Tables"),
)


def timeline(request: HttpRequest) -> HttpResponse:
    """What happened, year by year, and what is still to come."""
    table = page(EVENTS, queries.events(request.viewer), request.GET)  # type: ignore[attr-defined]
    if table.wants_csv:
        return csv_response(table)
    years = queries.by_year(table.every(), timezone.localdate())
    return TemplateResponse(request, "steering/governance/timeline.html", {"table": table, "years": years})


def recommendations(request: HttpRequest) -> HttpResponse:
    """What was advised, to whom, and what was done with it as far as a source says."""
    table = page(RECOMMENDATIONS, tracker.standing(request.viewer), request.GET)  # type: ignore[attr-defined]
    if table.wants_csv:
        return csv_response(table)
    context = {"table": table, "reports": queries.reports()}
    return TemplateResponse(request, "steering/governance/recommendations.html", context)


def tables(request: HttpRequest) -> HttpResponse:
    """Where is talked, about what, and above all about what not: tables × themes and lines × themes."""
    viewer = request.viewer  # type: ignore[attr-defined]
    table = page(TABLES, queries.tables(viewer), request.GET)
    if table.wants_csv:
        return csv_response(table)
    context = {
        "table": table,
        "agenda": queries.agenda(table.every()),
        "lines": queries.agenda(queries.lines(viewer, _chosen(table, "niveau"))),
    }
    return TemplateResponse(request, "steering/governance/tables.html", context)


def _chosen(table: TablePage, key: str) -> list[str]:
    """The values of one filter that are ticked."""
    return [option.value for choice in table.choices if choice.key == key for option in choice.options if option.chosen]
