"""What measures are worth: what the core team knows of the field, beside what an appraisal found. The two are never mixed."""

from collections.abc import Iterable
from dataclasses import dataclass

from samenhang.ground.ledger.queries import written
from samenhang.ground.people.queries import Viewer, names_of
from samenhang.screen.cells import Cell
from samenhang.steering.programme.models import TOP, Aim, EffectLink, FieldScore, Measure
from samenhang.weighing.appraisal import queries as weighing
from samenhang.weighing.appraisal.models import Appraisal, Option
from samenhang.weighing.appraisal.queries import numbers

DECIMALS = 0


@dataclass(frozen=True)
class Worth:
    """Low, likely and high on one aim (0 to 100), and where that is said."""

    low: float
    likely: float
    high: float
    ref: str
    why: str = ""
    by: str = ""

    @property
    def cell(self) -> Cell:
        return Cell(round(self.likely), "", self.ref, low=round(self.low), high=round(self.high), decimals=DECIMALS)


@dataclass(frozen=True)
class Both:
    """Two sources for one aim, side by side."""

    aim: Aim
    field: Worth | None
    effect: Worth | None

    @property
    def cells(self) -> tuple[Cell, Cell]:
        unknown = Cell(None, state="unknown")
        return (self.field.cell if self.field else unknown, self.effect.cell if self.effect else unknown)

    @property
    def apart(self) -> bool:
        """Whether the two contradict each other: neither range touches the other."""
        one, other = self.field, self.effect
        return bool(one and other and (one.high < other.low or other.high < one.low))


def aims() -> list[Aim]:
    return list(Aim.objects.filter(withdrawn_on=None).prefetch_related("themes"))


def worth_of(measures: Iterable[Measure]) -> dict[int, tuple[Both, ...]]:
    """Per measure and aim what both sources say; a fixed number of queries for any number of measures of some appraisals."""
    wanted = [one.pk for one in measures]
    every = aims()
    field: dict[tuple[int, str], FieldScore] = {}
    for one in FieldScore.objects.filter(measure__in=wanted).select_related("reason"):
        field.setdefault((one.measure_id, one.aim_id), one)
    names = names_of({one.by for one in field.values()})
    links = {one.measure_id: one for one in EffectLink.objects.filter(measure__in=wanted)}
    effects = _effects({(one.appraisal, one.letter) for one in links.values()}, every)

    def said(score: FieldScore | None) -> Worth | None:
        if score is None:
            return None
        why = written(score.reason)
        return Worth(score.low, score.likely, score.high, score.ref, why, names.get(score.by, ""))

    def found(link: EffectLink | None, aim: Aim) -> Worth | None:
        return effects.get((link.appraisal, link.letter, aim.pk)) if link else None

    return {
        pk: tuple(Both(aim, said(field.get((pk, aim.pk))), found(links.get(pk), aim)) for aim in every) for pk in wanted
    }


def _effects(wanted: Iterable[tuple[str, str]], every: list[Aim]) -> dict[tuple[str, str, str], Worth]:
    """The mean of the scores of an option on the criteria that belong to the themes of an aim, as values from 0 to 100."""
    wanted = set(wanted)
    found: dict[tuple[str, str, str], Worth] = {}
    for ref, now in weighing.standing({ref for ref, _letter in wanted}).items():
        if now.scores is None:
            continue
        table = weighing.table_of(now.scores)
        frame = weighing.framed(table.head["frame"])
        board = numbers.board_of(frame, table.records())
        for letter in {letter for other, letter in wanted if other == ref} & set(board.options):
            place = board.options.index(letter)
            for aim in every:
                themes = {theme.pk for theme in aim.themes.all()}
                columns = [at for at, leaf in enumerate(frame.leaves) if leaf.theme in themes]
                if not columns:
                    continue
                ends = [
                    TOP
                    * sum(float(frame.leaves[at].value(part[place : place + 1, at])[0]) for at in columns)
                    / len(columns)
                    for part in (board.low, board.likely, board.high)
                ]
                low, likely, high = min(ends), ends[1], max(ends)
                cell = f"{now.scores.ref}#{letter}/{frame.leaves[columns[0]].code}/likely"
                found[ref, letter, aim.pk] = Worth(low, likely, high, cell)
    return found


def version_of_scores(measure: Measure) -> int:
    """What a form starts from: the number of the newest score, 0 when there is none."""
    newest = FieldScore.objects.filter(measure=measure).first()
    return newest.pk if newest else 0


def options_of(appraisal: str) -> list[str]:
    """The letters of the options of an appraisal that was scored."""
    now = weighing.standing([appraisal])[appraisal]
    if now.scores is None:
        return []
    return [one.letter for one in Option.objects.filter(appraisal=int(appraisal.partition(":")[2]))]


def effect_choices(viewer: Viewer) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every option of every appraisal that was scored, under its question: `appraisal:3/B`."""
    every = list(Appraisal.objects.select_related("question").prefetch_related("options__words"))
    now = weighing.standing(one.ref for one in every)
    return [
        (
            weighing.question_of(one),
            [
                (f"{one.ref}/{option.letter}", f"{option.letter} {weighing.words_of(option)}")
                for option in one.options.all()
            ],
        )
        for one in every
        if now[one.ref].scores is not None
    ]
