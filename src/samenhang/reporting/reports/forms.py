"""What is published: the report of an area, or of one decision."""

from django import forms
from django.utils.translation import gettext_lazy as _

from samenhang.ground.places.models import Area
from samenhang.steering.governance.models import Decision


class PublishForm(forms.Form):
    area = forms.ModelChoiceField(
        Area.objects.filter(withdrawn_on=None).order_by("kind", "name"), label=_("Area"), required=False
    )
    decision = forms.ModelChoiceField(Decision.objects.select_related("area"), widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, object]:
        given = super().clean() or {}
        if not given.get("area") and not given.get("decision") and not self.errors:
            raise forms.ValidationError(_("Choose the area that the report is about."))
        return given
