"""The forms of governance: a decision with what it rests on, what was done with advice, and other integral programmes."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samenhang.ground.ledger.acts import Ref
from samenhang.ground.lexicon.models import Theme
from samenhang.insight.network.models import Party

LONGEST = 4000
SHORT = 200


CHOOSE = {
    "invalid_choice": gettext_lazy("Choose one from the list."),
    "required": gettext_lazy("Choose one from the list."),
}


def _long(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}), **more)


class StepForm(forms.Form):
    """The next step of something that is kept track of; `steps` are those that its table offers."""

    use_required_attribute = False

    state = forms.ChoiceField(label=gettext_lazy("How it stands"), widget=forms.RadioSelect, error_messages=CHOOSE)

    def __init__(self, *args: Any, steps: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = steps  # type: ignore[attr-defined]


class HandlingForm(StepForm):
    """What was done with a recommendation."""

    party = forms.ModelChoiceField(
        Party.objects.none(), label=gettext_lazy("Who did it, or says so"), error_messages=CHOOSE
    )
    words = _long(gettext_lazy("What was done"), help_text=gettext_lazy("Or why nothing was done."))
    evidence = forms.URLField(
        label=gettext_lazy("Proof"), required=False, assume_scheme="https",
        help_text=gettext_lazy("The address of a document or figure that shows it. Done asks for one."),
        error_messages={"invalid": gettext_lazy("This should be an address that begins with https://.")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].queryset = Party.objects.filter(withdrawn_on=None)  # type: ignore[attr-defined]


class _Themes(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, row: Any) -> str:
        return str(row.label)


class KindredForm(forms.Form):
    """Another integral programme."""

    use_required_attribute = False

    name = forms.CharField(label=gettext_lazy("Name of the programme"), max_length=SHORT)
    counterpart = forms.CharField(
        label=gettext_lazy("With whom it is talked"), max_length=SHORT,
        help_text=gettext_lazy("A role and an organisation, never the name of a person."),
    )  # fmt: skip
    shared = _long(gettext_lazy("The result that both need"))
    teaches = _long(gettext_lazy("What it can teach"), required=False)
    themes = _Themes(
        Theme.objects.none(), label=gettext_lazy("Themes"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["themes"].queryset = Theme.objects.filter(withdrawn_on=None)  # type: ignore[attr-defined]


class KindredStepForm(StepForm):
    """How it stands with another programme."""

    words = _long(gettext_lazy("What was agreed, learned or done with it"))


class DecisionForm(forms.Form):
    """A decision on one appraisal. `offered` is the evidence to choose from, `today` the day on which it is taken."""

    # the sentence of the server tells more than the mark of a browser, which stands there before anything is typed
    use_required_attribute = False

    title = forms.CharField(
        label=gettext_lazy("Title"), max_length=SHORT, help_text=gettext_lazy("What was decided, in one line.")
    )
    text = forms.CharField(
        label=gettext_lazy("Decision"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("What is decided, why, and what is deliberately not done."),
    )  # fmt: skip
    rests_on = forms.MultipleChoiceField(
        label=gettext_lazy("Rests on"), widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("The value of each is kept as it stands today; the page shows when it moves."),
        error_messages={
            "required": gettext_lazy("Tick at least one piece of evidence that the decision rests on."),
            "invalid_choice": gettext_lazy("Tick evidence from the list."),
        },
    )  # fmt: skip
    tolerance = forms.DecimalField(
        label=gettext_lazy("Tolerance in per cent"), min_value=0, max_value=100, max_digits=4, decimal_places=1, initial=5,
        help_text=gettext_lazy("How far a figure may move before the decision asks for review; for shares in percentage points."),
        error_messages={
            "min_value": gettext_lazy("This should be a number from 0 to 100."),
            "max_value": gettext_lazy("This should be a number from 0 to 100."),
            "invalid": gettext_lazy("This should be a number from 0 to 100."),
        },
    )  # fmt: skip
    review_on = forms.DateField(
        label=gettext_lazy("Look at it again on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d-%m-%Y"],
        error_messages={"invalid": gettext_lazy("This should be a date, such as 2030-12-31.")},
    )  # fmt: skip

    def __init__(self, *args: Any, offered: list[Any], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        field: Any = self.fields["rests_on"]
        field.choices = offered
        field.initial = [value for _name, group in offered for value, _label in group]

    def clean_review_on(self) -> date:
        given: date = self.cleaned_data["review_on"]
        if given <= self.today:
            raise forms.ValidationError(
                _("This day has passed. Choose a day on which there is something new to look at.")
            )
        return given

    @property
    def cites(self) -> list[Ref]:
        return [Ref(value) for value in self.cleaned_data["rests_on"]]

    @property
    def part(self) -> float:
        """The tolerance as the record keeps it: a part of one."""
        return float(self.cleaned_data["tolerance"]) / 100
