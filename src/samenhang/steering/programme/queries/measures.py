"""Measures in a list, and one with its roles."""

from dataclasses import dataclass

from django.db.models import Count, Prefetch, QuerySet
from django.utils.translation import gettext as _

from samenhang.ground.people.queries import Viewer, names_of
from samenhang.insight.network.models import Party
from samenhang.screen.cells import Text, ref_url
from samenhang.steering.programme.models import MEASURE_STEPS, Duty, Measure
from samenhang.steering.programme.queries.words import CARRIERS, KINDS, STATES


@dataclass(frozen=True)
class Page:
    """One measure with its roles and the steps that it can take."""

    measure: Measure
    title: str
    text: str
    state: Text
    carrier: Text
    duties: tuple[tuple[Text, tuple[Party, ...]], ...]
    steps: tuple[tuple[str, Text], ...]
    by: str
    url: str


def title_of(measure: Measure) -> str:
    return measure.title.body if measure.title else _("erased on request")


def measures(viewer: Viewer) -> QuerySet[Measure]:
    """Every measure with its goal and who is accountable; they are public."""
    found: QuerySet[Measure] = Measure.objects.select_related(
        "title", "body", "reason", "goal", "accountable", "indicator"
    )
    return found.order_by("pk")


def counts_by_theme_and_field(viewer: Viewer) -> dict[tuple[str, str], int]:
    """For each (theme, policy field) by code how many measures the list has of both."""
    pairs = measures(viewer).exclude(themes=None).exclude(fields=None).order_by().values_list("themes", "fields")
    return {(theme, field): count for theme, field, count in pairs.annotate(count=Count("pk", distinct=True))}


def measure_page(viewer: Viewer, pk: int) -> Page | None:
    """One measure; None when there is none."""
    found = measures(viewer).prefetch_related(
        "bottlenecks", "themes", "fields", "stages", "areas", Prefetch("duties", Duty.objects.select_related("party"))
    )
    measure = found.filter(pk=pk).first()
    if measure is None:
        return None
    duties = list(measure.duties.all())
    return Page(
        measure=measure,
        title=title_of(measure),
        text=measure.body.body if measure.body else "",
        state=STATES[measure.state],
        carrier=CARRIERS[measure.carrier],
        duties=tuple((word, tuple(one.party for one in duties if one.kind == kind)) for kind, word in KINDS.items()),
        steps=tuple((state, STATES[state]) for state in MEASURE_STEPS[measure.state]),
        by=names_of([measure.by]).get(measure.by, ""),
        url=ref_url(measure.ref),
    )
