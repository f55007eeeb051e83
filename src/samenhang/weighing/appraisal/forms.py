"""The forms of an appraisal, one per step. What was typed stays; an error says what was expected, what came and what to do."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger import store
from samenhang.ground.ledger.acts import Ref, Words
from samenhang.ground.ledger.models import Sheet
from samenhang.ground.lexicon.models import Theme
from samenhang.ground.lexicon.queries import province
from samenhang.ground.people.queries import Viewer
from samenhang.ground.places.models import Area
from samenhang.weighing.appraisal import queries
from samenhang.weighing.appraisal.actions import FEWEST, POINTS, SCALE, SCORED, points_problem, range_problem
from samenhang.weighing.appraisal.models import LETTERS, Option

LONGEST = 1000
SHORT = 300
BOUNDS = {
    "required": gettext_lazy("Fill in a number from 0 to 100."),
    "invalid": gettext_lazy("This should be a whole number from 0 to 100."),
    "min_value": gettext_lazy("This should be a number from 0 to 100."),
    "max_value": gettext_lazy("This should be a number from 0 to 100."),
}


def _words(label: Any, *, longest: int = LONGEST, rows: int = 2, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=longest, widget=widget, **more)


def _points(label: str, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=SCALE, error_messages=BOUNDS, **more)


class OpenForm(forms.Form):
    """The question, the area and two to eight options."""

    # the sentence of the server tells more than the mark of a browser, which stands there before anything is typed
    use_required_attribute = False

    question = _words(
        gettext_lazy("Question"),
        help_text=gettext_lazy("What has to be answered, in one sentence that ends in a question mark."),
    )
    area = forms.ModelChoiceField(
        Area.objects.none(), label=gettext_lazy("Area"), empty_label=None,
        help_text=gettext_lazy("The figures of this area can be cited as evidence."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["area"]
        field.queryset = Area.objects.filter(withdrawn_on=None, valid_to=None)
        here = province()
        self.fields["area"].initial = here.area if here else None
        for place, letter in enumerate(LETTERS):
            self.fields[f"option_{letter}"] = forms.CharField(
                label=_("Option %(letter)s") % {"letter": letter},
                max_length=SHORT,
                required=place < FEWEST,
            )

    @property
    def options(self) -> list[Words]:
        """The options that were filled in; an empty line between two options is passed over."""
        given = (self.cleaned_data[f"option_{letter}"].strip() for letter in LETTERS)
        return [Words(option) for option in given if option]

    def clean(self) -> dict[str, Any]:
        given = [self.cleaned_data.get(f"option_{letter}", "").strip().casefold() for letter in LETTERS]
        for place, option in enumerate(given):
            if option and option in given[:place]:
                self.add_error(
                    f"option_{LETTERS[place]}",
                    _("Two options say the same. Say in a few words how they differ, or leave one out."),
                )
        return self.cleaned_data


@dataclass(frozen=True)
class Cell:
    """The fields of one option on one theme."""

    option: Option
    words: str
    low: forms.BoundField
    likely: forms.BoundField
    high: forms.BoundField
    evidence: forms.BoundField
    remark: forms.BoundField


class ScoresForm(forms.Form):
    """A judgement per option and theme, with its evidence and a remark; then one reason for the scoring as a whole."""

    # the sentence of the server tells more than the mark of a browser, which stands there before anything is typed
    use_required_attribute = False

    def __init__(self, *args: Any, page: queries.Page, **kwargs: Any) -> None:
        kwargs.setdefault("initial", scores_now(page))
        super().__init__(*args, **kwargs)
        self.page = page
        groups = queries.evidence(page.appraisal.area)
        offered = [("", _("no figure: a judgement")), *groups]
        for name, option, theme in self.cells():
            said = f"{option.letter}, {theme.label}"
            for column, label in (("low", _("low")), ("likely", _("likely")), ("high", _("high"))):
                self.fields[f"{name}_{column}"] = _points(f"{said}: {label}")
            self.fields[f"{name}_evidence"] = forms.ChoiceField(
                label=f"{said}: {_('evidence')}",
                choices=self._with_cited(offered, self.initial.get(f"{name}_evidence", "")),
                required=False,
                error_messages={"invalid_choice": _("Choose a figure or reading from the list.")},
            )
            self.fields[f"{name}_remark"] = forms.CharField(
                label=f"{said}: {_('remark')}", max_length=SHORT, required=False
            )
        self.fields["reason"] = _words(
            _("Reason"), help_text=_("What do these scores rest on, and who gave them? This is kept with the scores.")
        )

    def _with_cited(self, offered: list[Any], cited: str) -> list[Any]:
        """A figure that was cited before and has been revised stays to choose, under its own name."""
        known = {value for _name, group in offered[1:] for value, _label in group}
        if not cited or cited in known:
            return offered
        leaning = next(
            (judged.leaning for scored in self.page.scores for judged in scored.options
             if judged.leaning and cited in (judged.leaning.cell.ref, judged.leaning.reading)), None,
        )  # fmt: skip
        words = f"{leaning.words}: {leaning.cell}" if leaning else cited
        return [*offered, (_("Cited before"), [(cited, words)])]

    def cells(self) -> Iterator[tuple[str, Option, Theme]]:
        for place, theme in enumerate(self.page.themes, start=1):
            for option in self.page.options:
                yield f"{option.letter}_{place}", option, theme

    @property
    def themes(self) -> list[tuple[Theme, list[Cell]]]:
        """The fields as the page lays them out: per theme, a line per option."""
        made: dict[Theme, list[Cell]] = {theme: [] for theme in self.page.themes}
        for name, option, theme in self.cells():
            fields = (self[f"{name}_{column}"] for column in ("low", "likely", "high", "evidence", "remark"))
            made[theme].append(Cell(option, queries.words_of(option), *fields))
        return list(made.items())

    def clean(self) -> dict[str, Any]:
        for name, _option, _theme in self.cells():
            given = [self.cleaned_data.get(f"{name}_{column}") for column in ("low", "likely", "high")]
            numbers = [value for value in given if value is not None]
            if len(numbers) == len(given) and (problem := range_problem(*numbers)):
                self.add_error(f"{name}_likely", problem)
        return self.cleaned_data

    def submission(self) -> tuple[store.Table, list[Words], list[Ref]]:
        """What goes into the record: the table of judgements, the remarks beside it, and the figures and readings cited."""
        data = self.cleaned_data
        leaned = queries.leans_on({data[f"{name}_evidence"] for name, _option, _theme in self.cells()} - {""})
        rows, remarks, cites = [], [], dict[str, None]()
        for name, option, theme in self.cells():
            evidence, reading = leaned.get(data[f"{name}_evidence"], ("", ""))
            numbers = (data[f"{name}_{column}"] for column in ("low", "likely", "high"))
            rows.append((f"{option.letter}/{theme.pk}", option.letter, theme.pk, *numbers, evidence, reading))
            remarks.append(Words(data[f"{name}_remark"]))
            cites |= dict.fromkeys(filter(None, (reading, evidence)))
        return store.Table(queries.SCORES, SCORED, tuple(rows)), remarks, [Ref(cite) for cite in cites]


def scores_now(page: queries.Page) -> dict[str, Any]:
    """The scores that count today, as a start for who revises them."""
    found: dict[str, Any] = {}
    for place, scored in enumerate(page.scores, start=1):
        for judged in scored.options:
            name, cell, leaning = f"{judged.option.letter}_{place}", judged.cell, judged.leaning
            values = {"low": cell.low, "likely": cell.value, "high": cell.high, "remark": judged.remark}
            values["evidence"] = (leaning.reading or leaning.cell.ref) if leaning else ""
            found |= {f"{name}_{column}": value for column, value in values.items()}
    return found


class WeightsForm(forms.Form):
    """Points per theme, on behalf of one party, with a reason."""

    # the sentence of the server tells more than the mark of a browser, which stands there before anything is typed
    use_required_attribute = False

    party = forms.ChoiceField(
        label=gettext_lazy("On behalf of"),
        help_text=gettext_lazy(
            "New weights take the place of earlier weights of the same party; those stay in the record."
        ),
        error_messages={"invalid_choice": gettext_lazy("Choose a party from the list.")},
    )

    def __init__(self, *args: Any, page: queries.Page, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page = page
        field: Any = self.fields["party"]
        field.choices = queries.parties(viewer)
        for place, theme in enumerate(page.themes, start=1):
            self.fields[f"points_{place}"] = _points(str(theme.label), help_text=str(theme.description))
        self.fields["reason"] = _words(_("Reason"), help_text=_("Why do these themes weigh as they do for this party?"))

    @property
    def points(self) -> dict[str, int]:
        given = {
            theme.pk: self.cleaned_data.get(f"points_{place}") for place, theme in enumerate(self.page.themes, start=1)
        }
        return {theme: value for theme, value in given.items() if value is not None}

    def clean(self) -> dict[str, Any]:
        points = self.points
        if len(points) == len(self.page.themes) and (problem := points_problem(points)):
            self.add_error(None, problem)
        return self.cleaned_data

    def submission(self) -> store.Table:
        return store.Table(queries.WEIGHTS, POINTS, tuple(self.points.items()))


def weights_now(page: queries.Page, party: str) -> dict[str, Any]:
    """The weights of this party that count today, as a start for who revises them."""
    sheet: Sheet | None = page.standing.weights.get(party)
    if sheet is None:
        return {"party": party} if party else {}
    points = dict(ledger.table(sheet).rows)
    return {"party": party} | {f"points_{place}": points[theme.pk] for place, theme in enumerate(page.themes, start=1)}
