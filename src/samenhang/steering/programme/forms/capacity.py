"""The forms of teams, of what measures ask and are worth, of a proposal, and of what is put below the line."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from samenhang.screen.cells import Date
from samenhang.steering.programme.forms.fields import CHOOSE, LONGEST, Many, One, many_of, one_of
from samenhang.steering.programme.models import TOP, Aim, Measure, Team
from samenhang.steering.programme.queries import title_of
from samenhang.steering.programme.queries.means import Means, plain
from samenhang.steering.programme.queries.setting import EFFECT, FIELD
from samenhang.steering.programme.queries.worth import Both

NUMBER = {"invalid": gettext_lazy("This should be a number, such as 120 or 12.5.")}
NOT_BELOW = {"min_value": gettext_lazy("This should be 0 or more.")}
POINTS = {
    "required": gettext_lazy("Fill in a number from 0 to 100."),
    "invalid": gettext_lazy("This should be a number from 0 to 100."),
    "min_value": gettext_lazy("This should be a number from 0 to 100."),
    "max_value": gettext_lazy("This should be a number from 0 to 100."),
}
GAIN = gettext_lazy("Fill in a number from -100 to 100.")
NAMES = {"hours": pgettext_lazy("means", "hours"), "money": pgettext_lazy("means", "euros")}


class Row:
    """One line of a form that is a table: what it is about, and its fields."""

    def __init__(self, label: Any, fields: Sequence[BoundField], said: Sequence[Any] = ()) -> None:
        self.label, self.fields, self.said = label, fields, said


class TabledForm(forms.Form):
    """A form of which some fields stand in a table. `heads` are its columns."""

    # the sentence of the server tells more than the mark of a browser, which stands there before anything is typed
    use_required_attribute = False
    heads: Sequence[Any] = ()
    base = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def _amount(self, name: str, label: Any, **more: Any) -> None:
        given: dict[str, Any] = {"min_value": 0, "required": False, "error_messages": NUMBER | NOT_BELOW}
        given["widget"] = forms.NumberInput(attrs={"step": "any"})
        self.fields[name] = forms.FloatField(label=label, **(given | more))

    def _points(self, name: str, label: Any) -> None:
        self.fields[name] = forms.FloatField(
            label=label,
            min_value=0,
            max_value=TOP,
            error_messages=POINTS,
            widget=forms.NumberInput(attrs={"step": "any"}),
        )

    @property
    def tabled(self) -> list[Row]:
        return []

    @property
    def rest(self) -> list[BoundField]:
        """The fields that stand below the table."""
        inside = {field.name for row in self.tabled for field in row.fields}
        return [field for field in self.visible_fields() if field.name not in inside]


class TeamForm(TabledForm):
    """What a team has per quarter."""

    heads = (gettext_lazy("Quarter"), gettext_lazy("Hours"), gettext_lazy("Euros"))
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Write down why the capacity changes: everybody who planned on it wants to know.")},
        help_text=gettext_lazy("It stands beside the number from now on."),
    )  # fmt: skip

    def __init__(self, *args: Any, found: Sequence[Means], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = found
        for one in found:
            for kind, word in NAMES.items():
                self._amount(f"{kind}_{one.quarter}", f"{Date(one.quarter)}, {word}")
        self.order_fields([name for name in self.fields if name != "reason"] + ["reason"])

    @property
    def tabled(self) -> list[Row]:
        return [Row(Date(one.quarter), [self[f"{kind}_{one.quarter}"] for kind in NAMES]) for one in self.found]

    def given(self, kind: str) -> list[float]:
        return [float(self.cleaned_data.get(f"{kind}_{one.quarter}") or 0) for one in self.found]


def start_of_team(found: Sequence[Means], version: int) -> dict[str, Any]:
    numbers = {f"{kind}_{one.quarter}": plain(getattr(one, kind)) for one in found for kind in NAMES}
    return {"base": version, **numbers}


class SizeForm(TabledForm):
    """What a measure asks of each team, for how long, and what it waits for."""

    heads = (gettext_lazy("Team"), gettext_lazy("Hours per quarter"), gettext_lazy("Euros per quarter"))
    duration = forms.IntegerField(
        label=gettext_lazy("How many quarters it takes"), min_value=1, max_value=40,
        error_messages={
            "required": gettext_lazy("Fill in how many quarters it takes: 1 to 40."),
            "invalid": gettext_lazy("This should be a whole number from 1 to 40."),
            "min_value": gettext_lazy("This should be a whole number from 1 to 40."),
            "max_value": gettext_lazy("This should be a whole number from 1 to 40."),
        },
    )  # fmt: skip
    earliest = forms.ChoiceField(label=gettext_lazy("Earliest start"), required=False, error_messages=CHOOSE)
    after = many_of(
        Measure, gettext_lazy("Begins only after these have ended"), ticks=False,
    )  # fmt: skip
    obliged = forms.BooleanField(
        label=gettext_lazy("It is an obligation: it stands above the line whatever it is worth"), required=False
    )
    reason = forms.CharField(
        label=gettext_lazy("Why it is an obligation"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, teams: Sequence[Team], quarters: Sequence[str], others: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.teams = teams
        self.fields["earliest"].choices = [("", _("as soon as it fits")), *((one, str(Date(one))) for one in quarters)]  # type: ignore[attr-defined]
        after: Any = self.fields["after"]
        after.queryset, after.label_from_instance = others, title_of
        for team in teams:
            for kind, word in NAMES.items():
                self._amount(f"{kind}_{team.pk}", f"{team.label}, {word}")

    @property
    def tabled(self) -> list[Row]:
        return [Row(team.label, [self[f"{kind}_{team.pk}"] for kind in NAMES]) for team in self.teams]

    def given(self, kind: str) -> list[float]:
        return [float(self.cleaned_data.get(f"{kind}_{team.pk}") or 0) for team in self.teams]


def start_of_size(measure: Measure, teams: Sequence[Team]) -> dict[str, Any]:
    demand = getattr(measure, "demand", None)
    if demand is None:
        return {"base": 0, "duration": 1}
    start = {
        "base": demand.version, "duration": demand.duration, "earliest": demand.earliest, "obliged": demand.obliged,
        "reason": demand.reason.body if demand.reason else "",
        "after": [link.first_id for link in measure.leaders.all()],
    } | {f"{kind}_{team.pk}": 0 for kind in NAMES for team in teams}  # fmt: skip
    for effort in demand.efforts.all():
        start |= {f"hours_{effort.team_id}": plain(effort.hours), f"money_{effort.team_id}": plain(effort.money)}
    return start


class ScoreForm(TabledForm):
    """What a measure adds to each aim, from field knowledge; what an appraisal found stands beside it."""

    heads = (
        gettext_lazy("Aim"), gettext_lazy("Lowest"), gettext_lazy("Likely"), gettext_lazy("Highest"),
        gettext_lazy("From an appraisal"),
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("What this rests on"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("What was seen, by whom, where. Judgement stands here as judgement."),
        error_messages={"required": gettext_lazy("Write down what this rests on: what was seen, by whom, where.")},
    )  # fmt: skip
    ends = (("low", gettext_lazy("lowest")), ("likely", gettext_lazy("likely")), ("high", gettext_lazy("highest")))

    def __init__(self, *args: Any, both: Sequence[Both], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.both = both
        for one in both:
            for end, word in self.ends:
                self._points(f"{end}_{one.aim.pk}", f"{one.aim.label}, {word}")

    @property
    def tabled(self) -> list[Row]:
        return [
            Row(one.aim.label, [self[f"{end}_{one.aim.pk}"] for end, _word in self.ends], [one.cells[1]])
            for one in self.both
        ]

    def given(self, end: str) -> list[float]:
        return [float(self.cleaned_data[f"{end}_{one.aim.pk}"]) for one in self.both]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for one in self.both:
            numbers = [found.get(f"{end}_{one.aim.pk}") for end, _word in self.ends]
            if None not in numbers and numbers != sorted(numbers):  # type: ignore[type-var]
                self.add_error(
                    f"likely_{one.aim.pk}", _("The lowest, likely and highest score go up. Put them in that order.")
                )
        return found


def start_of_scores(both: Sequence[Both], version: int) -> dict[str, Any]:
    start: dict[str, Any] = {"base": version}
    for one in both:
        if one.field:
            start |= {f"{end}_{one.aim.pk}": plain(getattr(one.field, end)) for end, _word in ScoreForm.ends}
            start["reason"] = one.field.why
    return start


class LinkForm(forms.Form):
    """The option of an appraisal that a measure carries out."""

    option = forms.ChoiceField(label=gettext_lazy("Option of an appraisal"), required=False, error_messages=CHOOSE)

    def __init__(self, *args: Any, offered: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["option"].choices = [("", _("none: the scores of the core team count")), *offered]  # type: ignore[attr-defined]


class PairForm(forms.Form):
    """What two measures do together."""

    use_required_attribute = False
    prefix = "pair"

    other = one_of(Measure, gettext_lazy("Together with"))
    gain = forms.FloatField(
        label=gettext_lazy("Points that they add together"), min_value=-TOP, max_value=TOP,
        help_text=gettext_lazy("Below 0 when they stand in each other's way; 0 takes it back."),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), GAIN),
    )  # fmt: skip
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, others: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        other: Any = self.fields["other"]
        other.queryset, other.label_from_instance = others, title_of


class AskForm(TabledForm):
    """What a proposal is computed from: the weights that are acceptable, whose scores count, what must keep a measure."""

    heads = (gettext_lazy("Aim"), gettext_lazy("Weight at least"), gettext_lazy("Weight at most"))
    base = None  # type: ignore[assignment]
    basis = forms.ChoiceField(
        label=gettext_lazy("Whose scores count"), widget=forms.RadioSelect, error_messages=CHOOSE, initial=EFFECT,
        choices=(
            (EFFECT, gettext_lazy("those of an appraisal where there is one, else those of the core team")),
            (FIELD, gettext_lazy("those of the core team where there are any, else those of an appraisal")),
        ),
    )  # fmt: skip
    cover_themes = forms.BooleanField(label=gettext_lazy("Every theme keeps at least one measure"), required=False)
    cover_stages = forms.BooleanField(
        label=gettext_lazy("Every stage of the chain keeps at least one measure"), required=False
    )
    first = forms.ChoiceField(label=gettext_lazy("From"), required=False, error_messages=CHOOSE)
    one = forms.ChoiceField(
        label=gettext_lazy("What one aim gains when another gives way: first aim"),
        required=False,
        error_messages=CHOOSE,
    )
    other = forms.ChoiceField(label=gettext_lazy("Second aim"), required=False, error_messages=CHOOSE)

    def __init__(self, *args: Any, aims: Sequence[Aim], quarters: Sequence[str], today: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.aims, self.quarters = aims, quarters
        for aim in aims:
            for end, word in (("low", _("at least")), ("high", _("at most"))):
                self._points(f"{end}_{aim.pk}", f"{aim.label}, {word}")
                self.fields[f"{end}_{aim.pk}"].initial = plain(getattr(aim, f"weight_{end}"))
        later = [one for one in quarters if one >= today] or list(quarters)
        fields: Any = self.fields
        fields["first"].choices = [(one, str(Date(one))) for one in quarters]
        fields["first"].initial = later[0] if later else ""
        pairs = [(aim.pk, aim.label) for aim in aims]
        fields["one"].choices, fields["other"].choices = pairs, pairs
        fields["one"].initial, fields["other"].initial = (pairs[0][0], pairs[1][0]) if len(pairs) > 1 else ("", "")

    @property
    def tabled(self) -> list[Row]:
        return [Row(aim.label, [self[f"{end}_{aim.pk}"] for end in ("low", "high")]) for aim in self.aims]

    @property
    def weights(self) -> dict[str, tuple[float, float]]:
        return {aim.pk: (self.cleaned_data[f"low_{aim.pk}"], self.cleaned_data[f"high_{aim.pk}"]) for aim in self.aims}

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("one") and found.get("one") == found.get("other"):
            self.add_error("other", _("Choose two different aims."))
        return found


class BelowForm(forms.Form):
    """The decision that puts a measure below the line."""

    use_required_attribute = False

    reason = forms.CharField(
        label=gettext_lazy("Why it is deliberately not done now"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write down the reason. What is not done is a decision, and it will be asked after.")},
    )  # fmt: skip
    review_on = forms.DateField(
        label=gettext_lazy("Look at it again on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d-%m-%Y"],
        error_messages={
            "required": gettext_lazy("Choose the day on which this is looked at again."),
            "invalid": gettext_lazy("This should be a date, such as 2030-12-31."),
        },
    )  # fmt: skip

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_review_on(self) -> date:
        given: date = self.cleaned_data["review_on"]
        if given <= self.today:
            raise forms.ValidationError(
                _("This day has passed. Choose a day on which there is something new to look at.")
            )
        return given


class UpForm(forms.Form):
    """Taking a measure up again."""

    use_required_attribute = False
    reason = forms.CharField(
        label=gettext_lazy("What changed since"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Write down what changed since it was put below the line.")},
    )  # fmt: skip


__all__ = ["AskForm", "BelowForm", "LinkForm", "Many", "One", "PairForm", "ScoreForm", "SizeForm", "TeamForm", "UpForm"]
