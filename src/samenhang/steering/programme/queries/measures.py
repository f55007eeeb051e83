"""Measures in a list, and one with its roles."""

from dataclasses import dataclass

from django.db.models import Count, Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from samenhang.ground.ledger.acts import Permission
from samenhang.ground.ledger.queries import written
from samenhang.ground.people.queries import Viewer, names_of
from samenhang.insight.evidence.models import Observed
from samenhang.insight.network.models import Party
from samenhang.screen.cells import Text, ref_url, sentence
from samenhang.steering.governance.queries.decisions import Waiting
from samenhang.steering.programme.models import MEASURE_STEPS, Duty, Measure
from samenhang.steering.programme.queries.words import CARRIERS, KINDS, STATES

# what signals showed and a measure serves, with what it takes to name it
SEEN = Prefetch("observed", Observed.objects.select_related("words", "area", "reason").order_by("pk"))


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

    @property
    def rests_on_withdrawn(self) -> bool:
        """Whether a bottleneck that signals showed, and that this measure serves, was taken back."""
        return any(one.withdrawn for one in self.measure.observed.all())


def title_of(measure: Measure) -> str:
    return written(measure.title)


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
        "bottlenecks",
        SEEN,
        "themes",
        "fields",
        "stages",
        "areas",
        Prefetch("duties", Duty.objects.select_related("party")),
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


def waiting(viewer: Viewer) -> list[Waiting]:
    """Measures that go on while a bottleneck under them was withdrawn: who decides looks at them again."""
    if not viewer.may(Permission.DECIDE):
        return []
    rows = measures(viewer).filter(observed__withdrawn_at__isnull=False).exclude(state__in=("done", "stopped"))
    why = sentence(_("A bottleneck under this measure was withdrawn. Look at the measure again."))
    return [
        Waiting(title_of(one), why, reverse("programme:measure", args=[one.pk]), one.example) for one in rows.distinct()
    ]
