"""The forms of voices: what somebody who takes part fills in, in their own language; and what the province fills in."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from samenhang.ground.places.models import Area
from samenhang.ground.places.queries import areas
from samenhang.insight.senders.forms import Free, Plain
from samenhang.insight.senders.queries import Texts
from samenhang.insight.voices.actions.taking import LONGEST, MOST_ADDED
from samenhang.insight.voices.models import Proposition, Questionnaire, Round, RoundChoice, Sifted, Way
from samenhang.insight.voices.queries.public import Enquiry


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, input_formats=["%Y-%m-%d", "%d-%m-%Y"], widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose a day."), "invalid": _("This should be a date, such as 2030-12-31.")},
    )  # fmt: skip


class AddForm(Plain):
    """A statement of one's own. `website` is a field that people do not see and robots fill in."""

    def __init__(self, *args: Any, text: Texts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"] = Free(
            label=text["round_add"], max_length=LONGEST,
            widget=forms.Textarea(attrs={"rows": 3, "aria-describedby": "words_help"}),
            error_messages={"required": text["round_add_missing"], "max_length": text["round_add_long"]},
        )  # fmt: skip
        self.fields["website"] = forms.CharField(
            required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})
        )


class AboutForm(Plain):
    """Questions about oneself. Every one may stay open; what is no choice of the question is left out."""

    def __init__(self, *args: Any, enquiries: list[Enquiry], nothing: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.enquiries, self.rows = enquiries, {}
        for one in enquiries:
            name = one.question.key
            self.fields[name] = forms.ChoiceField(
                label=one.words, required=False, initial=str(one.picked or ""), widget=forms.RadioSelect,
                choices=[*((str(row.pk), words) for row, words in one.choices), ("", nothing)],
            )  # fmt: skip
            self.rows[name] = {str(row.pk): row for row, _words in one.choices}

    @property
    def chosen(self) -> list[RoundChoice]:
        """What was chosen and can be chosen."""
        typed = {name: self.data.get(self.add_prefix(name), "") for name in self.rows}
        return [self.rows[name][value] for name, value in typed.items() if value in self.rows[name]]


class RoundForm(Plain):
    """A round to be held."""

    questionnaire = forms.ModelChoiceField(
        label=_("Which statements and questions?"), queryset=Questionnaire.objects.none(), empty_label=None,
        help_text=_("Statements can be added and left out until the round opens."),
        error_messages={"required": _("Choose a questionnaire."), "invalid_choice": _("Choose one from the list.")},
    )  # fmt: skip
    title = Free(
        label=_("Title"), max_length=120, required=False,
        help_text=_("When this stays empty, the title of the questionnaire is used, in every language that it has."),
    )  # fmt: skip
    purpose = Free(
        label=_("What is it for?"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("People read this before they begin. When this stays empty, the text of the questionnaire is used."),
    )  # fmt: skip
    areas = forms.ModelMultipleChoiceField(
        label=_("Areas"), queryset=Area.objects.none(), widget=forms.SelectMultiple(attrs={"size": 6}),
        error_messages={"required": _("Choose at least one area."), "invalid_choice": _("Choose one from the list.")},
    )  # fmt: skip
    opens_on = _day(_("First day"))
    closes_on = _day(_("Last day"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (
            ("questionnaire", Questionnaire.objects.filter(withdrawn_on=None)),
            ("areas", areas(today).order_by("kind", "name")),
        ):
            field: Any = self.fields[name]
            field.queryset = rows
            field.label_from_instance = lambda row: str(getattr(row, "label", None) or row.name)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        first, last = given.get("opens_on"), given.get("closes_on")
        if first and last and last < first:
            self.add_error("closes_on", _("The last day lies before the first. Choose a later one."))
        return given


class WordsForm(Plain):
    """Some words, of a statement, a reason or an answer."""

    words = Free(
        max_length=1000, widget=forms.Textarea(attrs={"rows": 3}), error_messages={"required": _("Write it down in some words.")}
    )  # fmt: skip

    def __init__(self, *args: Any, label: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = label


class IntoForm(Plain):
    """The number of the statement that says the same."""

    into = forms.IntegerField(
        label=_("Number of the statement that says the same"), min_value=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": "4"}),
        error_messages={
            "required": _("Give the number of the other statement."),
            "invalid": _("This should be a number, such as 12."),
            "min_value": _("This should be a number, such as 12."),
        },
    )  # fmt: skip

    def __init__(self, *args: Any, held: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held = held

    def clean_into(self) -> Proposition:
        found = self.held.propositions.filter(number=self.cleaned_data["into"], state=Sifted.SHOWN).first()
        if found is None:
            raise forms.ValidationError(_("No statement with this number is shown in this round."))
        return found


class EnterForm(AboutForm):
    """A paper form: one key per statement (1, 2, 3 or nothing), the questions, and what was written beside it."""

    KEYS: ClassVar = {"1": 1, "2": -1, "3": 0}

    def __init__(
        self, *args: Any, asked: list[tuple[Proposition, str]], languages: list[tuple[str, str]], **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self.asked = asked
        own = dict(self.fields)
        self.fields.clear()
        self.fields["way"] = forms.ChoiceField(
            label=_("How was it told?"), choices=[one for one in Way.choices if one[0] != Way.SELF]
        )
        self.fields["language"] = forms.ChoiceField(label=_("Language of the form"), choices=languages)
        for row, words in asked:
            self.fields[row.key] = forms.CharField(
                label=f"{row.number}. {words}", required=False, max_length=3,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": "2", "class": "key"}),
            )  # fmt: skip
        for name, made in own.items():
            field: Any = made
            field.widget = forms.Select()
            field.choices = [field.choices[-1], *field.choices[:-1]]
            self.fields[name] = field
        self.fields["added"] = Free(
            label=_("What was written beside it"), required=False, max_length=650, widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("One statement per line, three at most. It is read before others see it."),
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        for row, _words in self.asked:
            typed = str(given.get(row.key, "")).strip()
            if typed and typed not in self.KEYS:
                self.add_error(
                    row.key,
                    _("This should be 1 (agrees), 2 (disagrees), 3 (does not know) or nothing; it got “%(typed)s”.")
                    % {"typed": typed},
                )
        return given

    @property
    def votes(self) -> dict[int, int]:
        typed = {row.pk: str(self.cleaned_data.get(row.key, "")).strip() for row, _words in self.asked}
        return {pk: self.KEYS[key] for pk, key in typed.items() if key}

    @property
    def lines(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["added"].splitlines() if line.strip()][:MOST_ADDED]
