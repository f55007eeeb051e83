"""The form of a decision: its words, what it rests on, how far that may move, and when it is looked at again."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samenhang.ground.ledger.acts import Ref

LONGEST = 4000
SHORT = 200


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
