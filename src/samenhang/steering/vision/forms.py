"""The forms of a vision. What was typed stays; an error says what was expected, what came and what to do."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samenhang.ground.ledger.acts import Ref
from samenhang.ground.lexicon.models import ProcessRole, Theme
from samenhang.ground.lexicon.queries import province
from samenhang.ground.places.models import Area
from samenhang.insight.evidence.models import Indicator
from samenhang.insight.network.models import Party
from samenhang.steering.vision.models import Portfolio, Statement, Vision
from samenhang.steering.vision.queries import words
from samenhang.steering.vision.queries.versions import title_of, visions

LONGEST, SHORT = 4000, 200
CHOOSE = {
    "invalid_choice": gettext_lazy("Choose one from the list."),
    "required": gettext_lazy("Choose one from the list."),
}
DAY = {"invalid": gettext_lazy("This should be a date, such as 2030-12-31.")}


def _long(label: Any, *, rows: int = 4, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": rows}), **more)


def _day(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label, widget=widget, input_formats=["%Y-%m-%d", "%d-%m-%Y"], error_messages=DAY, **more
    )


class Labelled(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Choices by their label (or name), in the language of the page."""

    def label_from_instance(self, row: Any) -> str:
        return str(getattr(row, "label", None) or row)


class Several(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, row: Any) -> str:
        return str(row.label)


class Plain(forms.Form):
    # the sentence of the server tells more than the mark of a browser, which stands there before anything is typed
    use_required_attribute = False


class StatementForm(Plain):
    """A version of a vision. `base` is the version that the writer had before them."""

    base = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    title = forms.CharField(
        label=gettext_lazy("Title"), max_length=SHORT, help_text=gettext_lazy("What the province wants, in one line.")
    )
    text = _long(
        gettext_lazy("What the province wants"),
        rows=6,
        help_text=gettext_lazy("And what it deliberately does not want."),
    )
    owner = Labelled(
        Portfolio.objects.none(), label=gettext_lazy("Portfolio that owns it"), empty_label=None, error_messages=CHOOSE
    )
    horizon = forms.IntegerField(
        label=gettext_lazy("Horizon"), help_text=gettext_lazy("The year up to which it looks."),
        error_messages={"invalid": gettext_lazy("This should be a year, such as 2040.")},
    )  # fmt: skip
    stance = forms.ChoiceField(label=gettext_lazy("The coalition agreement"), choices=tuple(words.STANCES.items()))
    roles = Several(
        ProcessRole.objects.none(), label=gettext_lazy("Role of the province"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    role_words = _long(
        gettext_lazy("How these roles follow from what it wants"), rows=3, required=False,
        help_text=gettext_lazy("What the province does itself, and what it asks of others."),
    )  # fmt: skip
    rests_on = forms.MultipleChoiceField(
        label=gettext_lazy("Rests on"), widget=forms.CheckboxSelectMultiple, required=False,
        help_text=gettext_lazy("A vision that rests on nothing may be written down, and says so."),
    )  # fmt: skip
    review_on = _day(gettext_lazy("Look at it again on"))

    def __init__(self, *args: Any, offered: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = Portfolio.objects.filter(withdrawn_on=None)  # type: ignore[attr-defined]
        self.fields["roles"].queryset = ProcessRole.objects.filter(withdrawn_on=None)  # type: ignore[attr-defined]
        self.fields["rests_on"].choices = offered  # type: ignore[attr-defined]
        if not offered:
            del self.fields["rests_on"]

    @property
    def rests(self) -> list[Ref]:
        return [Ref(ref) for ref in self.cleaned_data.get("rests_on", ())]


def fields_of(statement: Statement) -> dict[str, Any]:
    """What the form starts from when the next version is written."""
    return {
        "base": statement.number,
        "title": statement.title.body if statement.title else "",
        "text": statement.body.body if statement.body else "",
        "owner": statement.owner_id,
        "horizon": statement.horizon,
        "stance": statement.stance,
        "roles": [role.pk for role in statement.roles.all()],
        "role_words": statement.role_words.body if statement.role_words else "",
        "rests_on": [support.on for support in statement.supports.all()],
        "review_on": statement.review_on,
    }


class AmbitionForm(Plain):
    """A target: theme, indicator, area, in which sense, how much and by when."""

    theme = Labelled(Theme.objects.none(), label=gettext_lazy("Theme"), empty_label=None, error_messages=CHOOSE)
    indicator = Labelled(
        Indicator.objects.none(), label=gettext_lazy("Indicator"), error_messages=CHOOSE,
        help_text=gettext_lazy("What is not counted cannot be a target. Missing one? Ask for it under Figures."),
    )  # fmt: skip
    area = forms.ModelChoiceField(
        Area.objects.none(), label=gettext_lazy("Area"), empty_label=None, error_messages=CHOOSE
    )
    sense = forms.ChoiceField(label=gettext_lazy("Sense"), choices=tuple(words.SENSES.items()))
    target = forms.FloatField(
        label=gettext_lazy("Target"), error_messages={"invalid": gettext_lazy("This should be a number, such as 2500.")}
    )
    reached_by = _day(gettext_lazy("Reached by"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].queryset = Theme.objects.filter(withdrawn_on=None)  # type: ignore[attr-defined]
        self.fields["indicator"].queryset = Indicator.objects.filter(withdrawn_on=None)  # type: ignore[attr-defined]
        self.fields["area"].queryset = Area.objects.filter(withdrawn_on=None, valid_to=None)  # type: ignore[attr-defined]
        here = province()
        self.fields["area"].initial = here.area if here else None


class StandForm(Plain):
    """Where a party stands; `answers` are the words to choose from."""

    party = forms.ModelChoiceField(Party.objects.none(), label=gettext_lazy("Party"), error_messages=CHOOSE)
    answer = forms.ChoiceField(label=gettext_lazy("Where it stands"), widget=forms.RadioSelect, error_messages=CHOOSE)
    words = _long(
        gettext_lazy("In its own words"), rows=3, required=False,
        help_text=gettext_lazy("What was said, where and when; with the address of a source when there is one."),
    )  # fmt: skip

    def __init__(self, *args: Any, answers: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].queryset = Party.objects.filter(withdrawn_on=None)  # type: ignore[attr-defined]
        if answers is None:
            del self.fields["answer"]
            self.fields["words"].required = True
        else:
            self.fields["answer"].choices = tuple(answers.items())  # type: ignore[attr-defined]


class QuestionForm(Plain):
    """A question for the session."""

    words = _long(
        gettext_lazy("Question"),
        rows=3,
        help_text=gettext_lazy("One question that province and regions answer together."),
    )
    vision = forms.ChoiceField(label=gettext_lazy("About the vision"), required=False, error_messages=CHOOSE)
    held_on = _day(gettext_lazy("Day of the session"))

    def __init__(self, *args: Any, viewer: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = [(str(one.vision_id), title_of(one)) for one in visions(viewer)]
        self.fields["vision"].choices = [("", _("about none in particular")), *found]  # type: ignore[attr-defined]

    @property
    def about(self) -> Vision | None:
        pk = self.cleaned_data["vision"]
        return Vision.objects.get(pk=pk) if pk else None


class OutcomeForm(Plain):
    """What the session made of a question."""

    outcome = _long(
        gettext_lazy("Outcome"),
        help_text=gettext_lazy("What was agreed, and what was not. It does not change afterwards."),
    )


def starting_day(today: date) -> date:
    """A review a year from today, unless who writes it says otherwise."""
    return today.replace(year=today.year + 1, day=min(today.day, 28))
