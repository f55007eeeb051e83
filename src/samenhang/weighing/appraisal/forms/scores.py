"""Scoring: a value per option and criterion with its evidence and a remark; and who gains or loses by each option."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from samenhang.ground.ledger import store
from samenhang.ground.ledger.acts import Ref, Words
from samenhang.ground.lexicon.models import Theme
from samenhang.ground.people.queries import Viewer
from samenhang.weighing.appraisal import queries
from samenhang.weighing.appraisal.actions import JUDGED, READ, SCORED, SPREAD, order_problem, range_problem
from samenhang.weighing.appraisal.forms.fields import SHORT, PlainForm, points, value, words
from samenhang.weighing.appraisal.models import Option
from samenhang.weighing.appraisal.queries.frames import Leaf
from samenhang.weighing.appraisal.queries.register import outcomes

PARTS = ("low", "likely", "high")


@dataclass(frozen=True)
class Cell:
    """The fields of one option on one criterion."""

    option: Option
    words: str
    low: forms.BoundField
    likely: forms.BoundField
    high: forms.BoundField
    evidence: forms.BoundField
    remark: forms.BoundField


class ScoresForm(PlainForm):
    """A value per option and criterion, with its evidence and a remark; then one reason for the scoring as a whole."""

    def __init__(self, *args: Any, page: queries.Page, viewer: Viewer, **kwargs: Any) -> None:
        kwargs.setdefault("initial", scores_now(page))
        super().__init__(*args, **kwargs)
        self.page = page
        offered = {leaf.code: self._offered(leaf) for leaf in page.criteria}
        for name, option, leaf in self.cells():
            said = f"{option.letter}, {leaf.label}"
            for column, label in (("low", _("low")), ("likely", _("likely")), ("high", _("high"))):
                full = f"{said}: {label}"
                self.fields[f"{name}_{column}"] = (
                    points(full) if leaf.judged else value(full, required=not leaf.indicator)
                )
            self.fields[f"{name}_evidence"] = forms.ChoiceField(
                label=f"{said}: {_('evidence')}",
                choices=self._with_cited(offered[leaf.code], self.initial.get(f"{name}_evidence", "")),
                required=False,
                error_messages={"invalid_choice": _("Choose a figure or reading from the list.")},
            )
            self.fields[f"{name}_remark"] = forms.CharField(
                label=f"{said}: {_('remark')}", max_length=SHORT, required=False
            )
        self.fields["owner"] = forms.ChoiceField(
            label=_("Whose judgement this is"), choices=queries.parties(viewer), required=False,
            help_text=_("For the values that you change now; the others stay of whoever gave them."),
        )  # fmt: skip
        self.fields["reason"] = words(
            _("Reason"), help_text=_("What do these scores rest on, and who gave them? This is kept with the scores.")
        )

    def _offered(self, leaf: Leaf) -> list[Any]:
        area = self.page.appraisal.area
        if leaf.indicator:
            return [("", _("no figure: a judgement")), *queries.evidence_on(leaf.indicator, area)]
        return [("", _("no figure: a judgement")), *queries.evidence(area)]

    def _with_cited(self, offered: list[Any], cited: str) -> list[Any]:
        """A figure that was cited before and has been revised stays to choose, under its own name."""
        known = {value for _name, group in offered[1:] for value, _label in group}
        if not cited or cited in known:
            return offered
        leaning = next(
            (judged.leaning for scored in self.page.scores for judged in scored.options
             if judged.leaning and cited in (judged.leaning.cell.ref, judged.leaning.reading)), None,
        )  # fmt: skip
        said = f"{leaning.words}: {leaning.cell}" if leaning else cited
        return [*offered, (_("Cited before"), [(cited, said)])]

    def cells(self) -> Iterator[tuple[str, Option, Leaf]]:
        for place, leaf in enumerate(self.page.criteria, start=1):
            for option in self.page.options:
                yield f"{option.letter}_{place}", option, leaf

    @property
    def themes(self) -> list[tuple[Theme, list[tuple[Leaf, list[Cell]]]]]:
        """The fields as the page lays them out: per theme its criteria, per criterion a line per option."""
        made: dict[Leaf, list[Cell]] = {leaf: [] for leaf in self.page.criteria}
        for name, option, leaf in self.cells():
            fields = (self[f"{name}_{column}"] for column in (*PARTS, "evidence", "remark"))
            made[leaf].append(Cell(option, queries.words_of(option), *fields))
        return [
            (theme, [(leaf, cells) for leaf, cells in made.items() if leaf.theme == theme.pk])
            for theme in self.page.themes
        ]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        chosen = {data.get(f"{name}_evidence", "") for name, _option, _leaf in self.cells()} - {""}
        self.leaned = queries.leans_on(chosen)
        self.read = outcomes(evidence for evidence, _reading in self.leaned.values())
        for name, _option, leaf in self.cells():
            if any(f"{name}_{part}" in self.errors for part in (*PARTS, "evidence")):
                continue
            given = [data.get(f"{name}_{part}") for part in PARTS]
            if leaf.indicator and all(number is None for number in given):
                if not data.get(f"{name}_evidence"):
                    self.add_error(f"{name}_likely", _("Fill in a number, or choose the figure that it reads."))
                continue
            if leaf.indicator and given[1] is not None:
                # who gives only what is likely says that there is no range
                given = [given[1] if number is None else number for number in given]
                data.update({f"{name}_{part}": number for part, number in zip(PARTS, given, strict=True)})
            numbers = [number for number in given if number is not None]
            if len(numbers) < len(given):
                self.add_error(f"{name}_likely", _("Fill in what is likely, and the range around it."))
            elif problem := range_problem(numbers[0], numbers[1], numbers[2], leaf):
                self.add_error(f"{name}_likely", problem)
            elif leaf.indicator and not data.get(f"{name}_remark") and not self._same_as_read(name, numbers):
                self.add_error(
                    f"{name}_remark", _("This criterion reads the register; say why you give a value by hand instead.")
                )
        return data

    def _same_as_read(self, name: str, numbers: list[float]) -> bool:
        evidence, _reading = self.leaned.get(self.cleaned_data.get(f"{name}_evidence", ""), ("", ""))
        return evidence in self.read and list(self.read[evidence].numbers) == numbers

    def submission(self) -> tuple[store.Table, list[Words], list[Ref]]:
        """What goes into the record: the table of values, the remarks beside it, and the figures and readings cited."""
        data, before = self.cleaned_data, owners_now(self.page)
        rows, remarks, cites = [], [], dict[str, None]()
        for name, option, leaf in self.cells():
            evidence, reading = self.leaned.get(data[f"{name}_evidence"], ("", ""))
            numbers = tuple(data[f"{name}_{part}"] for part in PARTS)
            reads = bool(leaf.indicator) and (numbers == (None, None, None) or self._same_as_read(name, list(numbers)))
            if reads:
                numbers = self.read[evidence].numbers
            cell = f"{option.letter}/{leaf.code}"
            kept, owner = before.get(cell, ((), ""))
            owner = owner if kept == numbers else data["owner"]
            how = READ if reads else JUDGED
            rows.append((cell, option.letter, leaf.code, *numbers, how, owner, evidence, reading))
            remarks.append(Words(data[f"{name}_remark"]))
            cites |= dict.fromkeys(filter(None, (reading, evidence)))
        return store.Table(queries.SCORES, SCORED, tuple(rows)), remarks, [Ref(cite) for cite in cites]


def scores_now(page: queries.Page) -> dict[str, Any]:
    """The scores that count today, as a start for who revises them. What is read is left to the register."""
    found: dict[str, Any] = {}
    for place, scored in enumerate(page.scores, start=1):
        for judged in scored.options:
            name, cell, leaning = f"{judged.option.letter}_{place}", judged.cell, judged.leaning
            low, high = (cell.value if bound is None else bound for bound in (cell.low, cell.high))
            numbers = {} if judged.read else {"low": low, "likely": cell.value, "high": high}
            values = {**numbers, "remark": judged.remark}
            values["evidence"] = (leaning.reading or leaning.cell.ref) if leaning else ""
            found |= {f"{name}_{column}": value for column, value in values.items()}
    return found


def owners_now(page: queries.Page) -> dict[str, tuple[tuple[float, ...], str]]:
    """The numbers of each cell today, and whose they are."""
    if page.standing.scores is None:
        return {}
    rows = queries.table_of(page.standing.scores).records()
    return {row["cell"]: ((row["low"], row["likely"], row["high"]), row["owner"]) for row in rows}


class EffectsForm(PlainForm):
    """Who gains and who loses: per option and area or group from -100 to 100. What nobody knows stays empty."""

    def __init__(self, *args: Any, page: queries.Page, **kwargs: Any) -> None:
        self.page, self.whom = page, queries.whom(page.appraisal)
        kwargs.setdefault("initial", queries.effects_now(page))
        super().__init__(*args, **kwargs)
        for name, option, label in self.cells():
            for part, said in (("low", _("low")), ("likely", _("likely")), ("high", _("high"))):
                self.fields[f"{name}_{part}"] = forms.IntegerField(
                    label=f"{option.letter}, {label}: {said}", required=False, min_value=-100, max_value=100,
                    error_messages={name: _("An effect is a whole number from −100 (loses much) to 100 (gains much).")
                                    for name in ("invalid", "min_value", "max_value")},
                )  # fmt: skip
        self.fields["reason"] = words(_("Reason"), help_text=_("What does this rest on, and who judged it?"))

    def cells(self) -> Iterator[tuple[str, Option, str]]:
        for place, (_ref, label) in enumerate(self.whom, start=1):
            for option in self.page.options:
                yield f"{option.letter}_{place}", option, label

    @property
    def lines(self) -> list[tuple[str, list[tuple[Option, str, list[forms.BoundField]]]]]:
        """The fields as the page lays them out: per area or group, a line per option."""
        made: dict[str, list[Any]] = {label: [] for _ref, label in self.whom}
        for name, option, label in self.cells():
            made[label].append((option, queries.words_of(option), [self[f"{name}_{part}"] for part in PARTS]))
        return list(made.items())

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        for name, _option, _label in self.cells():
            given = [data.get(f"{name}_{part}") for part in PARTS]
            numbers = [number for number in given if number is not None]
            if 0 < len(numbers) < len(given):
                self.add_error(f"{name}_likely", _("Fill in all three numbers, or none where nobody knows."))
            elif numbers and (problem := order_problem(*numbers)):
                self.add_error(f"{name}_likely", problem)
        return data

    def submission(self) -> tuple[store.Table, list[Ref], list[Words]]:
        rows, whom = [], dict[str, None]()
        refs = {label: ref for ref, label in self.whom}
        for name, option, label in self.cells():
            numbers = [self.cleaned_data.get(f"{name}_{part}") for part in PARTS]
            if None not in numbers:
                rows.append((f"{option.letter}/{refs[label]}", option.letter, refs[label], *numbers))
                whom[refs[label]] = None
        return store.Table(queries.EFFECTS, SPREAD, tuple(rows)), [Ref(ref) for ref in whom], [Words("")] * len(rows)
