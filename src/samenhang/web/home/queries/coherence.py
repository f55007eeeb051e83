"""What hangs together: for each theme and policy field what is known of figures, parties and bottlenecks, and what is done.

What people report has a theme and no policy field, and only the desk reads it; a round has neither.
"""

from dataclasses import dataclass

from samenhang.ground.ledger.acts import Permission
from samenhang.ground.lexicon.models import PolicyField, Theme
from samenhang.ground.people.queries import Viewer
from samenhang.insight.evidence import queries as evidence
from samenhang.insight.network import queries as network
from samenhang.insight.signals.queries import desk
from samenhang.insight.voices.queries.rounds import rounds
from samenhang.steering.programme import queries as programme


@dataclass(frozen=True)
class Crossing:
    """One theme crossed with one policy field."""

    theme: Theme
    field: PolicyField
    indicators: int
    figures: int
    parties: int
    bottlenecks: int
    measures: int

    @property
    def empty(self) -> bool:
        return not (self.figures or self.parties or self.bottlenecks or self.measures)

    @property
    def thin(self) -> bool:
        """Something is known, but of at least one of the four there is nothing."""
        return not self.empty and not (self.figures and self.parties and self.bottlenecks and self.measures)


@dataclass(frozen=True)
class Row:
    """One theme: its crossings, and what was reported about it; None for whoever does not read signals."""

    theme: Theme
    crossings: tuple[Crossing, ...]
    signals: int | None


@dataclass(frozen=True)
class Coherence:
    fields: tuple[PolicyField, ...]
    rows: tuple[Row, ...]
    hidden: int
    rounds: int

    @property
    def crossings(self) -> tuple[Crossing, ...]:
        return tuple(crossing for row in self.rows for crossing in row.crossings)

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
    measures = programme.counts_by_theme_and_field(viewer)
    reported = desk.counts_by_theme(viewer) if viewer.may(Permission.HANDLE) else None
    rows = []
    for theme in Theme.objects.filter(withdrawn_on=None):
        row = []
        for field in fields:
            pair = theme.pk, field.pk
            here = known.get(pair, evidence.ThemeAndField())
            row.append(
                Crossing(
                    theme, field, here.indicators, here.figures, parties.get(pair, 0), here.bottlenecks,
                    measures.get(pair, 0),
                )
            )  # fmt: skip
        rows.append(Row(theme, tuple(row), None if reported is None else reported.get(theme.pk, 0)))
    return Coherence(fields, tuple(rows), network.hidden(viewer), rounds(viewer).count())
