"""The form of one plan, of another state, and of what is added up. What was typed stays when something is refused."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samenhang.weighing.impact import queries
from samenhang.weighing.impact.forms.entry import FIELDS, LONGEST, Entry, Known
from samenhang.weighing.impact.models import PlanState

SHORT = 30


def _line(label: Any, help_text: Any = "", *, numeric: bool = False, **more: Any) -> forms.CharField:
    attrs = {"inputmode": "decimal", "autocomplete": "off"} if numeric else {"autocomplete": "off"}
    widget = forms.TextInput(attrs=attrs)
    return forms.CharField(label=label, help_text=help_text, widget=widget, **more)


class PlanForm(forms.Form):
    """One new business. Every field takes text, so that what was typed can be given back with a sentence beside it."""

    use_required_attribute = False  # the sentence of the server tells more than the mark of a browser

    title = _line(
        gettext_lazy("Name of the plan"),
        gettext_lazy("Such as the name of the site. The register is public: no names of persons."),
    )
    firm_type = forms.CharField(label=gettext_lazy("Type of firm"))
    area = forms.CharField(label=gettext_lazy("Municipality"))
    floor = _line(
        gettext_lazy("Floor area in m²"),
        gettext_lazy("Gross floor area. Fill in this or the jobs; when both are known the jobs count."),
        numeric=True, required=False,
    )  # fmt: skip
    jobs = _line(
        gettext_lazy("Jobs"),
        gettext_lazy("Leave empty when only the floor area is known."),
        numeric=True,
        required=False,
    )
    agency = _line(
        gettext_lazy("Share of agency work in percent"),
        gettext_lazy("Leave empty when the entrepreneur has not said it; then the test uses a range."),
        numeric=True, required=False,
    )  # fmt: skip
    own_beds = _line(
        gettext_lazy("Beds on the site itself"),
        gettext_lazy("When the firm houses its own workers. They count as housed there."),
        numeric=True, required=False,
    )  # fmt: skip
    start = _line(gettext_lazy("Year of the start"), numeric=True)
    state = forms.CharField(label=gettext_lazy("State of the plan"))
    # at the end: it matters only to who enters a whole business park
    park = _line(gettext_lazy("Business park"), max_length=LONGEST, required=False)

    entry: Entry | None = None

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = Known(on)
        choose = [("", _("Choose …"))]
        types = [(code, row.label) for code, row in self.known.types.items()]
        places = sorted(
            ((code, str(area)) for code, area in self.known.places.items()), key=lambda pair: pair[1].lstrip("'")
        )
        for name, choices in (("firm_type", types), ("area", places)):
            self.fields[name].widget = forms.Select(choices=[*choose, *choices])
        self.fields["state"].widget = forms.Select(choices=PlanState.choices)
        _entry, empty = self.known.check({})  # the sentence for a field that was left empty comes from one place
        for name, field in self.fields.items():
            field.error_messages["required"] = empty.get(name, field.error_messages["required"])
        self.fields["start"].help_text = _("Such as %(year)s.") % {"year": on.year + 2}

    def clean(self) -> dict[str, Any]:
        self.entry, errors = self.known.check({name: self.cleaned_data.get(name, "") for name in FIELDS})
        for name, sentence in errors.items():
            if name not in self.errors:
                self.add_error(name, sentence)
        return self.cleaned_data


class MoveForm(forms.Form):
    """Another state for a plan, and why."""

    use_required_attribute = False

    state = forms.ChoiceField(label=gettext_lazy("State of the plan"), choices=PlanState.choices)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Write in one sentence why the plan gets this state.")},
    )


class TogetherForm(forms.Form):
    """Over which region, and which states, plans are added up."""

    use_required_attribute = False

    gebied = forms.ChoiceField(
        label=gettext_lazy("Region"),
        error_messages={
            "required": gettext_lazy("Choose the region whose plans are added up."),
            "invalid_choice": gettext_lazy("This region is not in the list of today. Choose one from the list."),
        },
    )
    stand = forms.MultipleChoiceField(
        label=gettext_lazy("Plans that are"),
        choices=PlanState.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one state.")},
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["gebied"]
        field.choices = [("", _("Choose …")), *queries.regions(on)]
