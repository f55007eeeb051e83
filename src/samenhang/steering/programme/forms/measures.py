"""The forms of a measure and of its steps."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy

from samenhang.ground.lexicon.models import ChainStage, PolicyField, Theme
from samenhang.ground.places.models import Area
from samenhang.insight.evidence.models import Bottleneck, Indicator, Observed
from samenhang.insight.network.models import Party
from samenhang.steering.programme.forms.fields import CHOOSE, LONGEST, SHORT, Many, One, many_of, one_of
from samenhang.steering.programme.models import Goal, Measure
from samenhang.steering.programme.queries import CARRIERS


class MeasureForm(forms.Form):
    """A measure. `base` is the version that the writer had before them."""

    # the sentence of the server tells more than the mark of a browser, which stands there before anything is typed
    use_required_attribute = False

    base = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    title = forms.CharField(
        label=gettext_lazy("Title"), max_length=SHORT, help_text=gettext_lazy("What is done, in one line.")
    )
    text = forms.CharField(
        label=gettext_lazy("Explanation"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    goal = one_of(
        Goal, gettext_lazy("Goal that it serves"), required=False,
        help_text=gettext_lazy("Without a goal it is kept, and stands under what hangs loose."),
    )  # fmt: skip
    indicator = one_of(
        Indicator, gettext_lazy("Indicator by which it is followed"), required=False,
        help_text=gettext_lazy("Without one nobody will see whether it works; the page says so."),
    )  # fmt: skip
    accountable = one_of(
        Party, gettext_lazy("Accountable"), help_text=gettext_lazy("Exactly one party answers for it.")
    )
    responsible = many_of(Party, gettext_lazy("Does the work"), ticks=False, required=True)
    consulted = many_of(Party, gettext_lazy("Is consulted"), ticks=False)
    informed = many_of(Party, gettext_lazy("Is informed"), ticks=False)
    carrier = forms.ChoiceField(
        label=gettext_lazy("Carried by"),
        choices=tuple(CARRIERS.items()),
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    bottlenecks = many_of(Bottleneck, gettext_lazy("Bottlenecks that it serves"), ticks=False)
    observed = many_of(Observed, gettext_lazy("Bottlenecks seen in signals that it serves"), ticks=False)
    themes = many_of(Theme, gettext_lazy("Themes"))
    fields_ = many_of(PolicyField, gettext_lazy("Policy fields"))
    stages = many_of(ChainStage, gettext_lazy("Stages of the chain"))
    areas = many_of(Area, gettext_lazy("Areas"), ticks=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in list(self.fields.items()):
            if isinstance(field, One | Many):
                model: Any = field.queryset.model  # type: ignore[union-attr]
                if model is Observed:
                    field.queryset = _seen(self[name].value() or ())
                    if not field.queryset:
                        del self.fields[name]  # signals showed nothing yet
                    continue
                current = {"valid_to": None} if model is Area else {}
                field.queryset = model.objects.filter(withdrawn_on=None, **current)

    @property
    def submission(self) -> dict[str, Any]:
        """The rows as the action takes them."""
        given = {
            name: list(value) if hasattr(value, "__iter__") and not isinstance(value, str) else value
            for name, value in self.cleaned_data.items()
        }
        given["fields"] = given.pop("fields_")
        return given


def _seen(chosen: Any) -> Any:
    """The bottlenecks that signals showed; one that was withdrawn stays where it was chosen. The act refuses a new one."""
    chosen = [pk for pk in chosen if str(pk).isdecimal()]
    rows = Observed.objects.filter(kind=Observed.BOTTLENECK).filter(Q(withdrawn_at=None) | Q(pk__in=chosen))
    return rows.select_related("words", "area")


def fields_of(measure: Measure) -> dict[str, Any]:
    """What the form starts from when a measure is changed."""
    duties: dict[str, list[str]] = {"responsible": [], "consulted": [], "informed": []}
    for duty in measure.duties.all():
        duties[duty.kind].append(duty.party_id)
    return {
        "base": measure.version,
        "title": measure.title.body if measure.title else "",
        "text": measure.body.body if measure.body else "",
        "goal": measure.goal_id,
        "indicator": measure.indicator_id,
        "accountable": measure.accountable_id,
        "carrier": measure.carrier,
        **duties,
        "bottlenecks": [row.pk for row in measure.bottlenecks.all()],
        "observed": [row.pk for row in measure.observed.all()],
        "themes": [row.pk for row in measure.themes.all()],
        "fields_": [row.pk for row in measure.fields.all()],
        "stages": [row.pk for row in measure.stages.all()],
        "areas": [row.pk for row in measure.areas.all()],
    }


class StepForm(forms.Form):
    """A step of a measure, with the reason when it stops."""

    use_required_attribute = False

    state = forms.ChoiceField(label=gettext_lazy("Next step"), error_messages=CHOOSE)
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, steps: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = steps  # type: ignore[attr-defined]
