"""Opening an appraisal: the question, the area, the frame and the options; and bringing up an argument."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger.acts import Actor, Words
from samenhang.ground.ledger.models import Sheet
from samenhang.ground.lexicon.queries import province
from samenhang.ground.people.queries import Viewer
from samenhang.ground.places.models import Area
from samenhang.weighing.appraisal import queries
from samenhang.weighing.appraisal.actions import FEWEST, declared_frame
from samenhang.weighing.appraisal.forms.fields import SHORT, PlainForm, words
from samenhang.weighing.appraisal.models import LETTERS, Frame

OWN_FIELD = LETTERS[:8]  # more options than these go in one field, a line each


class OpenForm(PlainForm):
    """The question, the area, the frame and two or more options."""

    question = words(
        gettext_lazy("Question"),
        help_text=gettext_lazy("What has to be answered, in one sentence that ends in a question mark."),
    )
    area = forms.ModelChoiceField(
        Area.objects.none(), label=gettext_lazy("Area"), empty_label=None,
        help_text=gettext_lazy("The figures of this area can be cited as evidence."),
    )  # fmt: skip
    frame = forms.ChoiceField(
        label=gettext_lazy("Appraisal frame"),
        help_text=gettext_lazy("Which criteria, norms and floors the options are held against."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["area"]
        field.queryset = Area.objects.filter(withdrawn_on=None, valid_to=None)
        here = province()
        self.fields["area"].initial = here.area if here else None
        frames: Any = self.fields["frame"]
        frames.choices = queries.frame_choices()
        for place, letter in enumerate(OWN_FIELD):
            self.fields[f"option_{letter}"] = forms.CharField(
                label=_("Option %(letter)s") % {"letter": letter},
                max_length=SHORT,
                required=place < FEWEST,
            )
        self.fields["more"] = forms.CharField(
            label=_("More options"), help_text=_("One on each line."), required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
        )  # fmt: skip

    @property
    def options(self) -> list[Words]:
        """The options that were filled in; an empty line between two options is passed over."""
        given = [self.cleaned_data[f"option_{letter}"].strip() for letter in OWN_FIELD]
        given += [line.strip() for line in self.cleaned_data["more"].splitlines()]
        return [Words(option) for option in given if option]

    def sheet(self, *, by: Actor, at: Any) -> Sheet:
        """The version of the frame that was chosen; the one that the workspace declares today is frozen when it is new."""
        chosen = self.cleaned_data["frame"] or next((value for value, _label in queries.frame_choices()), "")
        if chosen.startswith("sheet:"):
            found = ledger.sheet(chosen)
            assert found is not None  # it was among the choices
            return found
        return declared_frame(Frame.objects.get(pk=chosen.partition(":")[2]), by=by, at=at)

    def clean(self) -> dict[str, Any]:
        given = [self.cleaned_data.get(f"option_{letter}", "").strip().casefold() for letter in OWN_FIELD]
        for place, option in enumerate(given):
            if option and option in given[:place]:
                self.add_error(
                    f"option_{LETTERS[place]}",
                    _("Two options say the same. Say in a few words how they differ, or leave one out."),
                )
        if not queries.frame_choices():
            self.add_error("frame", _("The workspace declares no appraisal frame. Add one to its table of frames."))
        return self.cleaned_data


class ArgumentForm(PlainForm):
    """An argument for or against an option, on behalf of a party."""

    option = forms.ChoiceField(label=gettext_lazy("About which option"))
    speaks_for = forms.ChoiceField(
        label=gettext_lazy("For or against"),
        choices=(("yes", gettext_lazy("for")), ("no", gettext_lazy("against"))),
        widget=forms.RadioSelect,
        initial="yes",
    )
    criterion = forms.ChoiceField(label=gettext_lazy("On which criterion"), required=False)
    words = words(gettext_lazy("The argument"), help_text=gettext_lazy("In one or two sentences."))
    evidence = forms.ChoiceField(
        label=gettext_lazy("Evidence"), required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose a figure or reading from the list.")},
    )  # fmt: skip
    party = forms.ChoiceField(label=gettext_lazy("On behalf of"))

    def __init__(self, *args: Any, page: queries.Page, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_choices("option", [(one.letter, f"{one.letter} {queries.words_of(one)}") for one in page.options])
        self.set_choices("criterion", [("", _("in general")), *((leaf.code, leaf.label) for leaf in page.criteria)])
        self.set_choices("evidence", [("", _("no figure")), *queries.evidence(page.appraisal.area)])
        self.set_choices("party", queries.parties(viewer))

    def set_choices(self, name: str, choices: Any) -> None:
        field: Any = self.fields[name]
        field.choices = choices
