"""The form that says what became of a pledge."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from samenhang.insight.network.models import Party
from samenhang.steering.programme.forms.fields import CHOOSE, LONGEST, one_of
from samenhang.steering.programme.models import Pledge, PledgeStep


class PledgeForm(forms.Form):
    """What became of a pledge."""

    use_required_attribute = False

    base = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    state = forms.ChoiceField(label=gettext_lazy("What became of it"), widget=forms.RadioSelect, error_messages=CHOOSE)
    amount = forms.FloatField(
        label=gettext_lazy("How many were realised"), required=False,
        error_messages={"invalid": gettext_lazy("This should be a number, such as 2500.")},
    )  # fmt: skip
    party = one_of(Party, gettext_lazy("Who says so"), required=False)
    words = forms.CharField(
        label=gettext_lazy("What was said or seen, and its source"), max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(self, *args: Any, steps: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = steps  # type: ignore[attr-defined]
        self.fields["party"].queryset = Party.objects.filter(withdrawn_on=None)  # type: ignore[attr-defined]


def start_of(pledge: Pledge) -> dict[str, Any]:
    """What the form starts from: the newest step that stands, which a newer one may follow."""
    newest = PledgeStep.objects.filter(pledge=pledge).select_related("words").first()
    if newest is None:
        return {"base": 0}
    return {
        "base": newest.pk, "state": newest.state, "amount": newest.amount, "party": newest.party_id,
        "words": newest.words.body if newest.words else "",
    }  # fmt: skip
