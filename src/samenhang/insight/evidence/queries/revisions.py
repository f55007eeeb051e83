"""What newer deliveries changed: each figure before and after, why, and what rests on the old value."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import get_language

from samenhang.ground.ledger.models import Act
from samenhang.ground.ledger.queries.resting import resting
from samenhang.ground.lexicon.queries import sentences
from samenhang.ground.people.queries import names_of
from samenhang.ground.places.models import Area
from samenhang.insight.evidence.models import Change, Figure, Indicator, Source
from samenhang.insight.evidence.queries.figures import cell_of, figures_at
from samenhang.screen.cells import Cell, Date, ref_url

# the way of the figures themselves: a newer delivery is no statement that rests on the older one
OWN_LINE = frozenset({"evidence.tidied", "evidence.computed", "evidence.revised"})


@dataclass(frozen=True)
class Rest:
    """Something that rests on a figure: what was done, when, and where to read on."""

    sentence: str
    at: Date
    url: str

    def __str__(self) -> str:
        return f"{self.sentence} ({self.at}). "


@dataclass(frozen=True)
class Revised:
    """One figure that was revised, as a page shows it."""

    change: Change
    figure: Figure | None
    before: Cell | None
    after: Cell | None
    reason: str
    by: str
    rests: tuple[Rest, ...]

    @property
    def gone(self) -> bool:
        return not self.change.after

    def __str__(self) -> str:
        return self.reason


def changes() -> QuerySet[Change]:
    """Every figure that a newer delivery changed."""
    return Change.objects.select_related("revision__source", "revision__reason", "indicator", "area")


def revised(found: Iterable[Change]) -> list[Revised]:
    """Changes with their figures then and now, and what rests on the old ones: a fixed number of queries."""
    found = list(found)
    figures = figures_at(ref for one in found for ref in (_ref(one.before, one), _ref(one.after, one)) if ref)
    on_it, names = _rests(_ref(one.before, one) for one in found), names_of({one.revision.by for one in found})
    made = []
    for one in found:
        before, after = figures.get(_ref(one.before, one)), figures.get(_ref(one.after, one))
        reason = one.revision.reason
        made.append(
            Revised(
                one, before, cell_of(before) if before else None, cell_of(after) if after else None,
                reason.body if reason else "", names.get(one.revision.by, ""), on_it.get(_ref(one.before, one), ()),
            )
        )  # fmt: skip
    return made


def rows_changed(indicator: Indicator, area: Area) -> frozenset[tuple[str, str]]:
    """The figures, by source and row, that were ever revised."""
    found = Change.objects.filter(indicator=indicator, area=area).order_by()
    return frozenset(found.values_list("revision__source_id", "row"))


def areas() -> list[tuple[str, str]]:
    return list(Area.objects.filter(changes__isnull=False).distinct().order_by("name").values_list("pk", "name"))


def indicators() -> list[tuple[str, str]]:
    found = Indicator.objects.filter(changes__isnull=False).distinct().order_by("order")
    return [(one.pk, one.label) for one in found]


def sources() -> list[tuple[str, str]]:
    found = Source.objects.filter(revisions__isnull=False).distinct().order_by("code")
    return [(one.pk, one.title) for one in found]


def _ref(sheet: str, change: Change) -> str:
    return f"{sheet}#{change.row}/value" if sheet else ""


def _rests(cells: Iterable[str]) -> dict[str, tuple[Rest, ...]]:
    """For each cell what rests on it, in sentences; the same deed of the same seat on the same day is said once."""
    acts = resting(cells)
    verbs, names = sentences(), names_of({act.by for some in acts.values() for act in some})
    dutch = (get_language() or "nl").startswith("nl")
    found: dict[str, tuple[Rest, ...]] = {}
    for cell, some in acts.items():
        once: dict[tuple[str, str, object], Act] = {}
        for act in some:
            if act.verb not in OWN_LINE:
                once[act.verb, act.by, act.at.date()] = act
        said = defaultdict(lambda: "{by}", {code: verb.nl if dutch else verb.en for code, verb in verbs.items()})
        found[cell] = tuple(
            Rest(said[act.verb].replace("{by}", names.get(act.by, act.by)), Date(act.at.date()), ref_url(act.ref))
            for act in once.values()
        )
    return found
