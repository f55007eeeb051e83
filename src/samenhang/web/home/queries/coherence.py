"""What hangs together: for each theme and policy field what is known of figures, parties and bottlenecks."""

from dataclasses import dataclass

from samenhang.ground.lexicon.models import PolicyField, Theme
from samenhang.ground.people.queries import Viewer
from samenhang.insight.evidence import queries as evidence
from samenhang.insight.network import queries as network


@dataclass(frozen=True)
class Crossing:
    """One theme crossed with one policy field."""

    theme: Theme
    field: PolicyField
    indicators: int
    figures: int
    parties: int
    bottlenecks: int

    @property
    def empty(self) -> bool:
        return not (self.figures or self.parties or self.bottlenecks)

    @property
    def thin(self) -> bool:
        """Something is known, but of at least one of the three nothing is."""
        return not self.empty and not (self.figures and self.parties and self.bottlenecks)


@dataclass(frozen=True)
class Coherence:
    fields: tuple[PolicyField, ...]
    rows: tuple[tuple[Theme, tuple[Crossing, ...]], ...]
    hidden: int

    @property
    def crossings(self) -> tuple[Crossing, ...]:
        return tuple(crossing for _theme, row in self.rows for crossing in row)

    @property
    def empty(self) -> int:
        return sum(crossing.empty for crossing in self.crossings)

    @property
    def thin(self) -> int:
        return sum(crossing.thin for crossing in self.crossings)


def coherence(viewer: Viewer) -> Coherence:
    """Themes × policy fields, with the counts that this viewer may see."""
    fields = tuple(PolicyField.objects.filter(withdrawn_on=None))
    known, parties = evidence.counts_by_theme_and_field(), network.counts_by_theme_and_field(viewer)
    rows = []
    for theme in Theme.objects.filter(withdrawn_on=None):
        row = []
        for field in fields:
            here = known.get((theme.pk, field.pk), evidence.ThemeAndField())
            count = parties.get((theme.pk, field.pk), 0)
            row.append(Crossing(theme, field, here.indicators, here.figures, count, here.bottlenecks))
        rows.append((theme, tuple(row)))
    return Coherence(fields, tuple(rows), network.hidden(viewer))
