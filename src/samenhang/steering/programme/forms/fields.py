"""Fields that the forms of the programme share: one row, or several."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

LONGEST, SHORT = 4000, 200
CHOOSE = {
    "invalid_choice": gettext_lazy("Choose one from the list."),
    "required": gettext_lazy("Choose one from the list."),
}


def name_of(row: Any) -> str:
    return str(getattr(row, "label", None) or getattr(row, "text", None) or row)


class One(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, row: Any) -> str:
        return name_of(row)


class Many(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, row: Any) -> str:
        return name_of(row)


def one_of(model: Any, label: Any, **more: Any) -> One:
    return One(model.objects.none(), label=label, error_messages=CHOOSE, **more)


def many_of(model: Any, label: Any, ticks: bool = True, **more: Any) -> Many:
    widget = forms.CheckboxSelectMultiple() if ticks else forms.SelectMultiple(attrs={"size": 6})
    if not ticks:
        more.setdefault("help_text", gettext_lazy("Hold Ctrl (or Cmd) to choose several."))
    more.setdefault("required", False)
    return Many(model.objects.none(), label=label, widget=widget, error_messages=CHOOSE, **more)
