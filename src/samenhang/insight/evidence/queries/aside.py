"""Which figures were set aside, and why. They stay in view, and count for nothing until that is taken back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from samenhang.ground.people.queries import names_of
from samenhang.ground.places.models import Area
from samenhang.insight.evidence.models import Aside, Figure, Indicator
from samenhang.insight.evidence.queries.words import ASIDE


def standing(figures: QuerySet[Figure]) -> QuerySet[Figure]:
    """Without the figures that were set aside."""
    gone = Aside.objects.filter(back_at=None, source=OuterRef("source"), row=OuterRef("row"))
    return figures.exclude(Exists(gone))


def mark(figures: Iterable[Figure], area: Area) -> list[Figure]:
    """The figures of an area, each with the setting aside that is in force for it, if any. One query."""
    figures = list(figures)
    found = Aside.objects.filter(area=area, back_at=None).select_related("words")
    by_place = {(one.source_id, one.row): one for one in found}
    for figure in figures:
        figure.aside = by_place.get((figure.source_id, figure.row))
    return figures


@dataclass(frozen=True)
class SetAside:
    """A setting aside as a page shows it."""

    aside: Aside
    kind: str
    words: str
    by: str
    back_words: str
    back_by: str

    @property
    def at(self) -> datetime:
        return self.aside.at


def told(found: Iterable[Aside]) -> list[SetAside]:
    """Settings aside in words; words that were erased on request are an empty text."""
    found = list(found)
    names = names_of({ref for one in found for ref in (one.by, one.back_by)})
    return [
        SetAside(
            one, str(ASIDE[one.kind]), one.words.body if one.words else "", names.get(one.by, ""),
            one.back_words.body if one.back_words else "", names.get(one.back_by, ""),
        )
        for one in found
    ]  # fmt: skip


def history(indicator: Indicator, area: Area) -> list[SetAside]:
    """Everything that was ever set aside here, the last first."""
    found = Aside.objects.filter(indicator=indicator, area=area).select_related("words", "back_words")
    return told(found)
