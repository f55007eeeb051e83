"""Inviting a party to a session."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from samenhang.ground.people.models import Role
from samenhang.ground.people.queries import Viewer
from samenhang.weighing.appraisal import queries
from samenhang.weighing.appraisal.forms.fields import PlainForm


class InviteForm(PlainForm):
    """Which party, and in which role its seat takes part."""

    party = forms.ChoiceField(label=gettext_lazy("Party"))
    role = forms.ModelChoiceField(Role.objects.none(), label=gettext_lazy("Takes part as"), empty_label=None)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parties: Any = self.fields["party"]
        parties.choices = queries.parties(viewer)
        role: Any = self.fields["role"]
        role.queryset = Role.objects.filter(pk__in=queries.joining_roles())
        role.label_from_instance = lambda row: str(row.label)
