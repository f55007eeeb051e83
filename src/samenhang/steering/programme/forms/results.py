"""The forms of results: agreeing, a period and its closing, what is reported; milestones; and a vision tied to goals."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from samenhang.ground.ledger.acts import Ref
from samenhang.ground.lexicon.queries import province
from samenhang.ground.places.models import Area
from samenhang.insight.evidence.models import Indicator
from samenhang.steering.programme.forms.fields import CHOOSE, LONGEST, many_of, one_of
from samenhang.steering.programme.models import Goal, Measure
from samenhang.steering.programme.queries.measures import title_of
from samenhang.steering.programme.queries.result_words import COURSES, KINDS
from samenhang.steering.vision.queries.words import SENSES

DAY = {"invalid": gettext_lazy("This should be a date, such as 2030-12-31.")}
NUMBER = {"invalid": gettext_lazy("This should be a number, such as 2500.")}


def _day(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label, widget=widget, input_formats=["%Y-%m-%d", "%d-%m-%Y"], error_messages=DAY, **more
    )


def _number(label: Any, **more: Any) -> forms.FloatField:
    return forms.FloatField(label=label, error_messages=NUMBER, **more)


def _long(label: Any, rows: int = 3, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": rows}), **more)


class Plain(forms.Form):
    # the sentence of the server tells more than the mark of a browser, which stands there before anything is typed
    use_required_attribute = False


class _Titled(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, row: Any) -> str:
        return title_of(row)


class ResultForm(Plain):
    """A result that is agreed: of a goal or a measure, by which indicator, how much and by when."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What it tells"), choices=tuple(KINDS.items()), widget=forms.RadioSelect,
        error_messages=CHOOSE,
        help_text=gettext_lazy("Beds that were built are output; that fewer people live badly is an outcome."),
    )  # fmt: skip
    goal = one_of(Goal, gettext_lazy("Of the goal"), required=False)
    measure = _Titled(
        Measure.objects.none(), label=gettext_lazy("Of the measure"), required=False, error_messages=CHOOSE,
        help_text=gettext_lazy("A goal or a measure, or both."),
    )  # fmt: skip
    indicator = one_of(
        Indicator, gettext_lazy("Indicator"),
        help_text=gettext_lazy("What is not counted cannot be a target. Missing one? Ask for it under Figures."),
    )  # fmt: skip
    area = one_of(Area, gettext_lazy("Area"))
    sense = forms.ChoiceField(label=gettext_lazy("Sense"), choices=tuple(SENSES.items()), error_messages=CHOOSE)
    target = _number(gettext_lazy("Target"))
    reached_by = _day(gettext_lazy("Reached by"))
    begin = _number(
        gettext_lazy("Where it begins"), required=False,
        help_text=gettext_lazy("What is counted now. Leave it empty when nobody counted; then no pace can be told."),
    )  # fmt: skip
    begins_on = _day(gettext_lazy("Counted from"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, model in (("goal", Goal), ("indicator", Indicator), ("area", Area)):
            current = {"valid_to": None} if model is Area else {}
            self.fields[name].queryset = model.objects.filter(withdrawn_on=None, **current)  # type: ignore[attr-defined]
        here = province()
        self.fields["area"].initial = here.area if here else None
        live = Measure.objects.exclude(state="stopped").select_related("title")
        self.fields["measure"].queryset = live  # type: ignore[attr-defined]


class PeriodForm(Plain):
    """A period to report on."""

    starts = _day(gettext_lazy("First day"))
    ends = _day(gettext_lazy("Last day"))


class ReportForm(Plain):
    """How a result stands. `base` is the version that the writer had before them; `offered` the figures to rest on."""

    base = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    cell = forms.ChoiceField(
        label=gettext_lazy("Figure that it rests on"), required=False, error_messages=CHOOSE,
        help_text=gettext_lazy("Its number is copied, with its range. Or type a number below, with who counted it."),
    )  # fmt: skip
    value = _number(gettext_lazy("Number"), required=False)
    low = _number(gettext_lazy("At least, when it is a range"), required=False)
    high = _number(gettext_lazy("At most, when it is a range"), required=False)
    proof = _long(
        gettext_lazy("Evidence"),
        required=False,
        help_text=gettext_lazy("Who counted it, when and where that can be read."),
    )
    story = _long(
        gettext_lazy("The story"), rows=4, required=False,
        help_text=gettext_lazy("Obligatory when nobody knows the number: why not, and what is done to get to know it."),
    )  # fmt: skip

    def __init__(self, *args: Any, offered: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if offered:
            self.fields["cell"].choices = [("", gettext_lazy("none of these")), *offered]  # type: ignore[attr-defined]
        else:
            del self.fields["cell"]

    @property
    def rests(self) -> list[Ref]:
        return [Ref(self.cleaned_data["cell"])] if self.cleaned_data.get("cell") else []


class CloseForm(Plain):
    """The decision that closes a period."""

    course = forms.ChoiceField(
        label=gettext_lazy("Decision"), choices=tuple(COURSES.items()), widget=forms.RadioSelect, error_messages=CHOOSE
    )
    words = _long(
        gettext_lazy("What is decided, and why"), rows=4,
        help_text=gettext_lazy("Provinciale Staten reads this. The period cannot be opened again."),
    )  # fmt: skip


class TieForm(Plain):
    """The goals in which a vision is worked out."""

    goals = many_of(Goal, gettext_lazy("Goals that work it out"))

    def __init__(self, *args: Any, visions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["goals"].queryset = Goal.objects.filter(withdrawn_on=None)  # type: ignore[attr-defined]
        self.fields = {
            "vision": forms.ChoiceField(label=gettext_lazy("Vision"), choices=visions, error_messages=CHOOSE),
            **self.fields,
        }


class MilestoneForm(Plain):
    """A milestone of a measure."""

    words = forms.CharField(
        label=gettext_lazy("What will be there"), max_length=200,
        help_text=gettext_lazy("Something that is there or not, such as an agreement that was signed."),
    )  # fmt: skip
    due = _day(gettext_lazy("By when"))


class SettleForm(Plain):
    """What became of a milestone."""

    state = forms.ChoiceField(label=gettext_lazy("What became of it"), error_messages=CHOOSE)
    proof = _long(gettext_lazy("What shows it, or why it was dropped"), rows=2)

    def __init__(self, *args: Any, steps: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = steps  # type: ignore[attr-defined]
