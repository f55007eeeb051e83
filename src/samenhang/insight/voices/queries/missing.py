"""Who is missing: the people who took part beside what figures say of all, by origin, sector, housing and region.

A figure is read in the area of the round, and where that has none in the nearest area around it, which is named. A share
in per cent can be held against the sample. A number of people only when the same source counted all in the same way.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from samenhang.ground.places.models import Area
from samenhang.insight.evidence.models import Figure
from samenhang.insight.evidence.queries import cell_of, current
from samenhang.insight.senders.queries import Texts
from samenhang.insight.voices.models import Asks, Round, RoundChoice, RoundQuestion
from samenhang.insight.voices.queries.results import PEOPLE, PERCENT, Results
from samenhang.screen.cells import Cell, Date, Text

BACKGROUND = (Asks.ORIGIN, Asks.SECTOR, Asks.HOUSING, Asks.REGION)
FEW, MANY = 2 / 3, 3 / 2  # of what was to be expected
VERDICTS: dict[str, Text] = {
    "few": gettext_lazy("too few of them"),
    "as expected": gettext_lazy("about as expected"),
    "many": gettext_lazy("more than expected"),
    "": "",
}


@dataclass(frozen=True)
class Row:
    label: str
    count: Cell
    share: Cell  # of those who said
    estimate: Cell
    whose: str  # who says so, of where and when
    comparable: bool
    verdict: str

    @property
    def said(self) -> Text:
        return VERDICTS[self.verdict]


@dataclass(frozen=True)
class Background:
    question: RoundQuestion
    words: str
    label: Text
    rows: tuple[Row, ...]
    silent: Cell


def missing(found: Round, results: Results, text: Texts) -> list[Background]:
    """Sample against estimate, per question about oneself."""
    questions = list(found.questions.filter(asks__in=BACKGROUND).prefetch_related("choices"))
    around = _around(found)
    choices = [choice for question in questions for choice in question.choices.all() if choice.indicator_id]
    figures = _figures(choices, around)
    return [_background(question, results, text, figures, around) for question in questions]


def _around(found: Round) -> list[str]:
    """The areas of a round, and those around them from near to far."""
    codes, chain = [row.pk for row in found.areas.order_by("pk")], []
    parents = dict(Area.objects.values_list("pk", "parent_id"))
    while codes:
        chain += [code for code in codes if code not in chain]
        codes = [parents[code] for code in codes if parents.get(code)]
    return chain


def _figures(choices: Iterable[RoundChoice], around: list[str]) -> dict[tuple[str, str], list[Figure]]:
    """Per indicator and area the figures that say something, newest first."""
    areas = {*around, *(choice.area_id for choice in choices if choice.area_id)}
    rows = current().filter(indicator__in={choice.indicator_id for choice in choices}, area__in=areas)
    found: dict[tuple[str, str], list[Figure]] = {}
    for figure in rows.exclude(value=None).order_by("-period", "publication_id", "row"):
        found.setdefault((figure.indicator_id, figure.area_id), []).append(figure)
    return found


Figures = dict[tuple[str, str], list[Figure]]


def _background(
    question: RoundQuestion, results: Results, text: Texts, figures: Figures, around: list[str]
) -> Background:
    line = results.tally.body["questions"].get(str(question.pk), {"shown": {}, "total": None})
    counts = line["shown"]
    silent = counts.get("silent")
    told = (line["total"] or 0) - (silent or 0)  # who did not tell is few when it is withheld: then "about"
    about = "circa" if silent is None else ""
    rows = []
    for choice in question.choices.all():
        count, cell = counts.get(str(choice.pk)), results.refs.cell
        code = f"q{question.pk}-{choice.pk}"
        share = Cell(None, PERCENT, state="suppressed")
        if count is not None and told:
            share = Cell(round(100 * count / told), PERCENT, cell(code, count).ref, certainty=about)
        figure = _estimate(choice, figures, around)
        expected = _expected(choice, figure, figures, around)
        rows.append(
            Row(
                text.get(choice.key), cell(code, count, PEOPLE), share,
                cell_of(figure) if figure else Cell(None, state="unknown"), _whose(figure) if figure else "",
                expected is not None, _verdict(share, expected),
            )
        )  # fmt: skip
    unsaid = results.refs.cell(f"q{question.pk}-silent", silent, PEOPLE)
    return Background(question, text.get(question.key), Asks(question.asks).label, tuple(rows), unsaid)


def _estimate(choice: RoundChoice, figures: Figures, around: list[str]) -> Figure | None:
    if not choice.indicator_id:
        return None
    for area in [choice.area_id] if choice.area_id else around:
        if found := figures.get((choice.indicator_id, area)):
            return found[0]
    return None


def _expected(choice: RoundChoice, figure: Figure | None, figures: Figures, around: list[str]) -> float | None:
    """The share in per cent that a figure lets one expect; None when it cannot be held against the sample."""
    if figure is None or figure.value is None:
        return None
    if figure.definition.counts == "share":
        return figure.value
    for area in around:
        for whole in figures.get((figure.indicator_id, area), ()):
            same = (whole.definition_id, whole.publication_id, whole.period)
            if same == (figure.definition_id, figure.publication_id, figure.period) and whole.value:
                return 100 * figure.value / whole.value
    return None


def _verdict(share: Cell, expected: float | None) -> str:
    if share.value is None or not expected:
        return ""
    ratio = float(share.value) / expected
    return "few" if ratio < FEW else "many" if ratio > MANY else "as expected"


def _whose(figure: Figure) -> str:
    return ", ".join(
        filter(
            None, [str(figure.area), str(Date(figure.period)) if figure.period else "", figure.publication.publisher]
        )
    )
