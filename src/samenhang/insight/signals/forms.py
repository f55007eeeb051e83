"""The forms of signals: what a sender fills in, in the language of the sender, and what each step of the desk asks."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samenhang.ground.lexicon.models import ChainStage, Theme
from samenhang.ground.places.models import Area
from samenhang.insight.evidence.models import Observed
from samenhang.insight.senders.forms import Free, Plain
from samenhang.insight.senders.queries import Texts, languages
from samenhang.insight.signals.actions.sender import LONGEST
from samenhang.insight.signals.models import Channel, Passing, Signal, SignalRoute
from samenhang.insight.signals.queries import desk
from samenhang.insight.signals.queries.batch import UNKNOWN


class SenderForm(Plain):
    """A report, in the language of the sender. `website` is a field that people do not see and robots fill in."""

    def __init__(self, *args: Any, text: Texts, places: list[tuple[str, str]], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.text = today, text
        self.fields["words"] = Free(
            max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 7, "aria-describedby": "words_help"}),
            error_messages={"required": text["words_missing"], "max_length": text["words_long"]},
        )  # fmt: skip
        self.fields["area"] = forms.ChoiceField(
            required=False,
            choices=[("", text["where_unknown"]), *places],
            error_messages={"invalid_choice": text["wrong"]},
        )
        self.fields["happened_on"] = forms.DateField(
            required=False, input_formats=["%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y"],
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={"invalid": text["when_wrong"]},
        )  # fmt: skip
        self.fields["passing"] = forms.ChoiceField(
            choices=[(value, text[f"passing_{value}"]) for value in Passing.values], widget=forms.RadioSelect,
            error_messages={"required": text["passing_missing"], "invalid_choice": text["passing_missing"]},
        )  # fmt: skip
        self.fields["website"] = forms.CharField(
            required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})
        )
        for name in ("words", "area", "happened_on", "passing"):
            self.fields[name].label = text[{"area": "where", "happened_on": "when"}.get(name, name)]

    def clean_happened_on(self) -> date | None:
        given: date | None = self.cleaned_data["happened_on"]
        if given is not None and given > self.today:
            raise forms.ValidationError(self.text["when_wrong"])
        return given


class BackForm(Plain):
    """What a sender writes back."""

    def __init__(self, *args: Any, text: Texts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"] = Free(
            max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}), label=text["write_back"],
            error_messages={"required": text["words_missing"], "max_length": text["words_long"]},
        )  # fmt: skip


def _words(label: Any, *, required: bool = True, help_text: Any = "", rows: int = 4) -> Free:
    return Free(
        label=label, max_length=LONGEST, required=required, help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}), error_messages={"required": _("Write it down in some words.")},
    )  # fmt: skip


class WordsForm(Plain):
    """Words for the sender."""

    words = _words(_("What should the sender read?"), help_text=_("In the language of the sender, if somebody can."))


class TranslateForm(Plain):
    words = _words(_("What does it say, in the language of the desk?"))


class SplitForm(Plain):
    words = _words(_("Which part becomes a signal of its own?"))


class RouteForm(Plain):
    """To whom a signal is passed on, and what the sender reads beside that."""

    route = forms.ModelChoiceField(
        label=_("Who must act?"), queryset=SignalRoute.objects.none(), widget=forms.RadioSelect, empty_label=None,
        error_messages={"required": _("Choose who must act."), "invalid_choice": _("Choose who must act from the list.")},
    )  # fmt: skip
    words = _words(
        _("What should the sender read beside to whom it went?"), required=False, rows=3,
        help_text=_("The name of who must act is told in the language of the sender, also when this stays empty."),
    )  # fmt: skip
    guarded = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["route"]
        field.queryset = desk.routes(guarded=self.guarded)
        field.label_from_instance = lambda route: f"{route.label}: {route.party.name}. {route.about}"


class GuardForm(RouteForm):
    guarded = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["words"]
        self.fields["route"].label = _("The route that the province set for this")


class MergeForm(Plain):
    """The number of the signal that this one is joined to."""

    number = forms.IntegerField(
        label=_("Number of the other signal"), min_value=1, widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": _("Give the number of the other signal."),
            "invalid": _("This should be a number, such as 12."),
            "min_value": _("This should be a number, such as 12."),
        },
    )  # fmt: skip

    def clean_number(self) -> Signal:
        found = Signal.objects.filter(pk=self.cleaned_data["number"]).first()
        if found is None:
            raise forms.ValidationError(_("There is no signal with this number."))
        return found


def _one_of(label: Any, rows: Any, none: str) -> Any:
    found = forms.ModelChoiceField(
        label=label, queryset=rows, required=False, empty_label=none, error_messages={"invalid_choice": _("Choose one from the list.")}
    )  # fmt: skip
    return found


class SortForm(Plain):
    """What a signal is about."""

    theme = _one_of(_("Theme"), Theme.objects.none(), "–")
    stage = _one_of(_("Stage of the chain"), ChainStage.objects.none(), "–")
    area = _one_of(_("Area"), Area.objects.none(), "–")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        from samenhang.ground.places.queries import areas

        for name, rows in (
            ("theme", Theme.objects.filter(withdrawn_on=None)),
            ("stage", ChainStage.objects.filter(withdrawn_on=None)),
            ("area", areas(today)),
        ):
            field: Any = self.fields[name]
            field.queryset = rows
            field.label_from_instance = lambda row: str(getattr(row, "label", None) or row.name)


class EnterForm(SortForm):
    """A signal that came in otherwise."""

    words = _words(_("What was reported?"), rows=6)
    channel = forms.ChoiceField(
        label=_("How did it come in?"), choices=[one for one in Channel.choices if one[0] != Channel.SELF],
        error_messages={"required": _("Choose how it came in.")},
    )  # fmt: skip
    passing = forms.ChoiceField(
        label=_("May it be passed on?"), choices=Passing.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether it may be passed on.")},
    )  # fmt: skip
    happened_on = forms.DateField(
        label=_("When was it?"), required=False, input_formats=["%Y-%m-%d", "%d-%m-%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("This should be a date, such as 2030-12-31.")},
    )  # fmt: skip

    language = forms.ChoiceField(label=_("In which language are these words?"), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, today=today, **kwargs)
        language: Any = self.fields["language"]
        language.choices = _languages()
        self.order_fields(["words", "language", "channel", "passing", "area", "happened_on", "theme", "stage"])


def _languages() -> list[tuple[str, Any]]:
    return [(UNKNOWN, _("not known")), *((row.pk, row.name) for row in languages())]


class FileForm(Plain):
    """A mail or a table with signals, and what a mail itself does not say."""

    file = forms.FileField(
        label=_("The file"), help_text=_("A mail (.eml) or a table (.csv), at most 2 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".eml,.csv"}),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty. Choose another.")},
    )  # fmt: skip
    passing = forms.ChoiceField(
        label=_("If it is a mail: may it be passed on?"), choices=Passing.choices, initial=Passing.NOT, widget=forms.RadioSelect,
        help_text=_("Unless the sender wrote that it may: no."),
        error_messages={"required": _("Choose whether it may be passed on.")},
    )  # fmt: skip
    language = forms.ChoiceField(label=_("If it is a mail: in which language?"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language: Any = self.fields["language"]
        language.choices = _languages()


class PatternForm(Plain):
    """What a pattern becomes."""

    kind = forms.ChoiceField(
        label=_("What does it become?"), widget=forms.RadioSelect,
        choices=[
            (Observed.BOTTLENECK, _("a bottleneck: somebody must do something about it")),
            (Observed.INDICATOR, _("an indicator: we follow it from now on")),
        ],
        error_messages={"required": _("Choose what it becomes."), "invalid_choice": _("Choose what it becomes.")},
    )  # fmt: skip
    words = _words(
        _("What do the signals show?"), rows=3,
        help_text=_("One sentence that everybody may read. Nothing that shows who reported it."),
    )  # fmt: skip
    stage = _one_of(_("Stage of the chain"), ChainStage.objects.none(), "–")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["stage"]
        field.queryset = ChainStage.objects.filter(withdrawn_on=None)
        field.label_from_instance = lambda row: str(row.label)


class RequestForm(Plain):
    """What another programme asks of the central desk."""

    asker = Free(
        label=_("Which programme or department asks?"), max_length=200,
        error_messages={"required": _("Write down who asks.")},
    )  # fmt: skip
    question = _words(_("What is the question?"))
    reply_by = forms.DateField(
        label=_("By when is the answer needed?"), input_formats=["%Y-%m-%d", "%d-%m-%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Choose a day."), "invalid": _("This should be a date, such as 2030-12-31."),
        },
    )  # fmt: skip


class ReplyForm(Plain):
    """The answer: one field for every weighed theme, and the hours it took."""

    def __init__(self, *args: Any, themes: list[Theme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.themes = themes
        for theme in themes:
            # that one is empty is said by the desk itself, for all themes in one sentence
            self.fields[f"theme_{theme.pk}"] = _words(theme.label, required=False, rows=3)
            self.fields[f"theme_{theme.pk}"].widget.is_required = True
        self.fields["hours"] = forms.FloatField(
            label=_("Hours of the core team"), localize=True, widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            error_messages={
                "required": _("Write down how many hours it took."), "invalid": _("This should be a number, such as 1250."),
            },
        )  # fmt: skip

    @property
    def told(self) -> list[str]:
        return [self.cleaned_data[f"theme_{theme.pk}"] for theme in self.themes]
