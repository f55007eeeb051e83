"""The fields that the forms of an appraisal share: words of people, points, values in a unit."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from samenhang.weighing.appraisal.queries.frames import SCALE

LONGEST = 1000
SHORT = 300
BOUNDS = {
    "required": gettext_lazy("Fill in a number from 0 to 100."),
    "invalid": gettext_lazy("This should be a whole number from 0 to 100."),
    "min_value": gettext_lazy("This should be a number from 0 to 100."),
    "max_value": gettext_lazy("This should be a number from 0 to 100."),
}
VALUES = {
    "required": gettext_lazy("Fill in a number, or choose the figure that it reads."),
    "invalid": gettext_lazy("This should be a number, such as 12 or 12.5."),
}


def words(label: Any, *, longest: int = LONGEST, rows: int = 2, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, widget=forms.Textarea(attrs={"rows": rows}), **more)


def points(label: str, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=SCALE, error_messages=BOUNDS, **more)


def value(label: str, **more: Any) -> forms.FloatField:
    """A value in the unit of a criterion; NaN and infinity are no numbers here."""
    widget = forms.NumberInput(attrs={"step": "any"})
    return forms.FloatField(label=label, error_messages=VALUES, widget=widget, **more)


class PlainForm(forms.Form):
    # the sentence of the server tells more than the mark of a browser, which stands there before anything is typed
    use_required_attribute = False
