"""The watch on the market: what was published lately, how old each item is, and what a half-year brought."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from samenhang.ground.lexicon.models import ChainStage
from samenhang.insight.signals.models import Watch, WatchItem
from samenhang.insight.signals.queries import halfyear
from samenhang.insight.signals.queries import news as queries
from samenhang.insight.signals.queries.news import Half
from samenhang.screen.cells import Date
from samenhang.screen.tables import Column, Filter, TableSpec, csv_response
from samenhang.screen.tables import page as table_page

KINDS = {
    "sector": gettext_lazy("of a sector"),
    "market": gettext_lazy("of the market"),
    "government": gettext_lazy("of government"),
}
MOST_MOVES = 100
OLD = "oud"


def _concerns(one: WatchItem) -> str:
    """Whom and what an item concerns, as its watch says."""
    stage = [one.watch.stage.label] if one.watch.stage else []
    return ", ".join([*(party.abbreviation or party.name for party in one.watch.parties.all()), *stage])


def _columns(age: Any) -> tuple[Column, ...]:
    return (
        Column("title", gettext_lazy("News"), sort="title", template="insight/signals/news_item.html"),
        Column("kind", gettext_lazy("Kind"), sort="watch__kind", value=lambda one: KINDS[one.watch.kind]),
        Column("concerns", gettext_lazy("Concerns"), value=_concerns),
        Column("day", gettext_lazy("Day"), sort="day", value=lambda one: Date(one.day)),
        Column("age", gettext_lazy("How fresh"), value=age),
    )


def _spec(today: Any) -> TableSpec:
    return TableSpec(
        columns=_columns(lambda one: queries.age_words(one, today)),
        filters=(
            Filter("soort", gettext_lazy("Kind"), "watch__kind", tuple(KINDS.items())),
            Filter("bron", gettext_lazy("Watch"), "watch", lambda: [(one.row.pk, one.row.title) for one in queries.watches()]),
            Filter("schakel", gettext_lazy("Stage of the chain"), "watch__stage",
                   lambda: [(one.pk, one.label) for one in ChainStage.objects.filter(withdrawn_on=None)]),
            Filter("partij", gettext_lazy("Party"), "watch__parties", queries.concerned),
        ),
        search=("title",),
        order=("-day", "-pk"),
        name="news",
        caption=gettext_lazy("News that is fresh"),
        other=(OLD,),
    )  # fmt: skip


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The news that is fresh, or what dropped out because it is old; and what is watched."""
    today, watches = timezone.localdate(), queries.watches()
    fresh, every = queries.still_fresh(today, watches), queries.items()
    old = OLD in request.GET
    table = table_page(_spec(today), every.exclude(fresh) if old else every.filter(fresh), request.GET)
    if table.wants_csv:
        return csv_response(table)
    context = {
        "table": table,
        "watches": watches,
        "old": old,
        "dropped": every.exclude(fresh).count(),
        "crumbs": [(_("Signals"), reverse("signals:list"))],
    }
    return TemplateResponse(request, "insight/signals/news.html", context)


@require_safe
def half(request: HttpRequest) -> HttpResponse:
    """One half-year: the province beside the country, the news, and what signals became."""
    today = timezone.localdate()
    asked = request.GET.get("half", "")
    chosen = Half.read(asked) if asked else Half.of(today)
    if chosen is None or chosen.first > today:
        raise Http404(_("There is no such half-year."))
    here, there = halfyear.places()
    pairs, alone = halfyear.beside(here, there)
    found = list(halfyear.moves(chosen)[: MOST_MOVES + 1])
    recent = [Half.of(today)]
    while len(recent) < 6:
        recent.append(recent[-1].before)
    context = {
        "half": chosen, "halves": recent if chosen in recent else [*recent, chosen], "running": chosen.last >= today,
        "here": here, "there": there, "pairs": pairs, "alone": alone,
        "moves": [(one, KINDS[one.watch.kind], _concerns(one)) for one in found[:MOST_MOVES]], "more": len(found) > MOST_MOVES,
        "became": list(halfyear.became(chosen)), "watches": Watch.objects.filter(withdrawn_on=None).exists(),
        "crumbs": [(_("Signals"), reverse("signals:list")), (_("News"), reverse("signals:news"))],
    }  # fmt: skip
    return TemplateResponse(request, "insight/signals/half.html", context)
