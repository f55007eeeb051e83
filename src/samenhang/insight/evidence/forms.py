"""The forms of evidence: choosing a reading, contesting and answering, setting aside, asking. Nothing is chosen beforehand."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samenhang.ground.lexicon.models import Purpose, Unit
from samenhang.ground.places.models import Area
from samenhang.insight.evidence.actions.contest import Instead
from samenhang.insight.evidence.models import Contest, Definition, Figure, Indicator
from samenhang.insight.evidence.queries.figures import Stated, described
from samenhang.insight.evidence.queries.questions import owners
from samenhang.insight.evidence.queries.words import ASIDE, BASES, CLOSED, OUTCOMES
from samenhang.workspace.kinds import Period

LONGEST = 2000
LARGEST_HERE = 10 * 1024 * 1024  # looked at while somebody waits; what is larger is brought in from the shell
OTHERWISE = "-"  # counted in a way that no definition of the workspace describes


class ReadingForm(forms.Form):
    """Which figure is read for which purpose, and why."""

    # the page says what is missing, in a sentence; a browser would only colour the field
    use_required_attribute = False

    purpose = forms.ModelChoiceField(
        label=gettext_lazy("For which purpose?"),
        queryset=Purpose.objects.none(),
        empty_label=gettext_lazy("Choose a purpose"),
        error_messages={
            "required": gettext_lazy("Choose the purpose for which this figure is read."),
            "invalid_choice": gettext_lazy("Choose one of the purposes in the list."),
        },
    )
    choice = forms.ChoiceField(
        label=gettext_lazy("Which figure?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose one of the figures."),
            "invalid_choice": gettext_lazy(
                "Choose one of the figures in the list: the source may have a newer edition."
            ),
        },
    )
    reason = forms.CharField(
        label=gettext_lazy("Why does this figure fit the purpose?"),
        help_text=gettext_lazy("One sentence. It stands beside the figure, with your role and the date."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        error_messages={
            "required": gettext_lazy("Write in one sentence why this figure fits the purpose."),
            "max_length": gettext_lazy("Keep the reason under 2000 characters; this one is longer."),
        },
    )

    def __init__(self, *args: Any, lines: tuple[Stated, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        purpose, choice = self.fields["purpose"], self.fields["choice"]
        purpose.queryset = Purpose.objects.filter(withdrawn_on=None)  # type: ignore[attr-defined]
        purpose.label_from_instance = lambda one: one.label  # type: ignore[attr-defined]
        ends = [
            (line, cell)
            for line in lines
            if line.known
            for cell in {line.low.ref: line.low, line.high.ref: line.high}.values()
        ]
        choice.choices = [(cell.ref, described(line.figure, cell)) for line, cell in ends]  # type: ignore[attr-defined]


def _number(label: Any, **more: Any) -> forms.FloatField:
    """A number as the language of the page writes it."""
    wrong = gettext_lazy("This should be a number, such as 1250.")
    return forms.FloatField(
        label=label, required=False, localize=True, widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={"invalid": wrong}, **more,
    )  # fmt: skip


def _sentence(label: Any, missing: Any, **more: Any) -> forms.CharField:
    """A sentence that is asked, kept as words that can be erased."""
    return forms.CharField(
        label=label, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}), error_messages={"required": missing},
        **more,
    )  # fmt: skip


class Plain(forms.Form):
    """A form whose sentences come from the server: they tell more than the mark of a browser."""

    use_required_attribute = False


class ContestForm(Plain):
    """What a seat says instead of a figure of its own area, and what shows it."""

    value = _number(
        gettext_lazy("What should it be?"),
        help_text=gettext_lazy("The counter-figure. Leave it empty when there is a reason but no better number."),
    )
    low = _number(gettext_lazy("Low end, when it is a range"))
    high = _number(gettext_lazy("High end, when it is a range"))
    unit = forms.ModelChoiceField(Unit.objects.none(), label=gettext_lazy("Unit"), required=False, empty_label=None)
    period = forms.CharField(
        label=gettext_lazy("Period"), required=False, max_length=20,
        help_text=gettext_lazy("The time that your number is about: 2024, 2024-Q4, 2024-12 or 2024-12-31."),
    )  # fmt: skip
    undated = forms.BooleanField(label=gettext_lazy("It is not known what time the number is about"), required=False)
    definition = forms.ChoiceField(
        label=gettext_lazy("What does your number count?"), required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose one of the definitions in the list.")},
    )  # fmt: skip
    basis = forms.ChoiceField(
        label=gettext_lazy("Where are people counted?"), required=False, choices=[("", gettext_lazy("Choose an answer")), *BASES.items()],
        error_messages={"invalid_choice": gettext_lazy("Choose one of the answers in the list.")},
    )  # fmt: skip
    reason = _sentence(
        gettext_lazy("Why is the figure not right, and what shows that?"), "", required=False,
        help_text=gettext_lazy("Say what was counted and by whom. Name no persons and no addresses of homes."),
    )  # fmt: skip
    proof = forms.URLField(
        label=gettext_lazy("Address of the evidence"), required=False, max_length=500, assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url"}),
        error_messages={"invalid": gettext_lazy("This should be an address on the web, such as https://example.org/count.")},
    )  # fmt: skip

    def __init__(self, *args: Any, figure: Figure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit, definition = self.fields["unit"], self.fields["definition"]
        unit.queryset = Unit.objects.filter(withdrawn_on=None).order_by("code")  # type: ignore[attr-defined]
        unit.label_from_instance = lambda one: one.label  # type: ignore[attr-defined]
        unit.initial = figure.unit_id
        for name in ("unit", "period", "definition", "basis"):
            self.fields[name].asked_when = _("with a counter-figure")  # type: ignore[attr-defined]
        known = Definition.objects.filter(withdrawn_on=None)
        used = known.filter(figures__indicator=figure.indicator_id).distinct()
        names = {one.pk: str(one.label) for one in used}
        others = {one.pk: str(one.label) for one in known if one.pk not in names}
        definition.choices = [  # type: ignore[attr-defined]
            ("", _("Choose what it counts")),
            (OTHERWISE, _("In another way, which I describe below")),
            (_("Used for this indicator"), _by_name(names)),
            (_("Other definitions"), _by_name(others)),
        ]

    def clean_period(self) -> str:
        given: str = self.cleaned_data["period"].strip()
        if not given:
            return ""
        try:
            return Period.parse(given).text
        except ValueError:
            raise forms.ValidationError(
                _("This should be a period such as 2024, 2024-Q4, 2024-12 or 2024-12-31; it is “%(given)s”.")
                % {"given": given}
            ) from None

    def clean(self) -> dict[str, Any]:
        """A number comes with what it counts, where, of when and in which unit; without a number there is a reason."""
        data = self.cleaned_data
        numbers = [data[name] for name in ("low", "value", "high") if data.get(name) is not None]
        if not numbers:
            if not {"low", "value", "high"} & set(self.errors) and not data.get("reason", "").strip():
                self.add_error(None, _("Give a counter-figure, or write in one sentence why this figure is not right."))
            return data
        if numbers != sorted(numbers):
            self.add_error("value", _("The numbers should go up: the low end, the number itself, the high end."))
        asked = {
            "definition": _("Choose what your number counts; “in another way” is an answer too."),
            "basis": _("Choose where people are counted; “not stated” is an answer too."),
            "unit": _("Choose the unit of your number."),
        }
        for name, missing in asked.items():
            if name not in self.errors and not data.get(name):
                self.add_error(name, missing)
        if "period" not in self.errors and bool(data.get("period")) == bool(data.get("undated")):
            self.add_error("period", _("Fill in the period, or tick below that it is not known."))
        if data.get("definition") == OTHERWISE and not data.get("reason", "").strip():
            self.add_error("reason", _("Describe how your number was counted."))
        return data

    @property
    def instead(self) -> Instead | None:
        """The counter-figure, when a number was filled in."""
        data = self.cleaned_data
        if all(data[name] is None for name in ("low", "value", "high")):
            return None
        definition = None if data["definition"] == OTHERWISE else Definition.objects.get(pk=data["definition"])
        plain = {name: data[name] for name in ("value", "low", "high", "unit", "basis", "period")}
        return Instead(**plain, definition=definition)


class ApproveForm(Plain):
    """That a figure of one's own area is right."""

    remark = _sentence(gettext_lazy("Remark"), "", required=False)


class AnswerForm(Plain):
    """What the province answers to a contest."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Answer"), widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose one of the answers."),
            "invalid_choice": gettext_lazy("Choose one of the answers in the list."),
        },
    )  # fmt: skip
    words = _sentence(
        gettext_lazy("Why is this the answer?"), gettext_lazy("Write in one sentence why this is the answer."),
        help_text=gettext_lazy("Figure, counter-figure and answer stay beside each other for everyone to see."),
    )  # fmt: skip

    def __init__(self, *args: Any, contest: Contest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(code, label) for code, label in OUTCOMES.items() if code != "adopted" or contest.counter_id]
        self.fields["outcome"].choices = offered  # type: ignore[attr-defined]


class AsideForm(Plain):
    """Why a figure is set aside: one reason from the list, and a sentence."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Reason"), widget=forms.RadioSelect, choices=list(ASIDE.items()),
        error_messages={
            "required": gettext_lazy("Choose one of the reasons."),
            "invalid_choice": gettext_lazy("Choose one of the reasons in the list."),
        },
    )  # fmt: skip
    words = _sentence(
        gettext_lazy("Explain this in one sentence"),
        gettext_lazy("Write in one sentence why this figure is set aside."),
    )


class BackForm(Plain):
    """Why a figure that was set aside counts again."""

    words = _sentence(
        gettext_lazy("Why does this figure count again?"),
        gettext_lazy("Write in one sentence why this figure counts again."),
    )


class QuestionForm(Plain):
    """A research question: about what and where, whose it is, and when the answer is due."""

    words = _sentence(
        gettext_lazy("Question"),
        gettext_lazy("Write down the question, in one sentence that ends in a question mark."),
    )
    indicator = forms.ModelChoiceField(
        Indicator.objects.none(), label=gettext_lazy("About"), empty_label=gettext_lazy("Choose an indicator"),
        error_messages={"required": gettext_lazy("Choose what the question is about.")},
    )  # fmt: skip
    area = forms.ModelChoiceField(
        Area.objects.none(), label=gettext_lazy("Area"), empty_label=gettext_lazy("Choose an area"),
        error_messages={"required": gettext_lazy("Choose the area that the question is about.")},
    )  # fmt: skip
    owner = forms.ChoiceField(
        label=gettext_lazy("Who owns the question?"),
        help_text=gettext_lazy("The party that finds the answer, or has it found."),
        error_messages={
            "required": gettext_lazy("Choose the party that owns the question."),
            "invalid_choice": gettext_lazy("Choose one of the parties in the list."),
        },
    )
    due_on = forms.DateField(
        label=gettext_lazy("The answer is due on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), input_formats=["%Y-%m-%d", "%d-%m-%Y"],
        error_messages={
            "required": gettext_lazy("Fill in the day on which the answer is due."),
            "invalid": gettext_lazy("This should be a date, such as 2030-12-31."),
        },
    )  # fmt: skip

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        indicator, area = self.fields["indicator"], self.fields["area"]
        indicator.queryset = Indicator.objects.filter(withdrawn_on=None)  # type: ignore[attr-defined]
        indicator.label_from_instance = lambda one: one.label  # type: ignore[attr-defined]
        area.queryset = Area.objects.filter(withdrawn_on=None)  # type: ignore[attr-defined]
        self.fields["owner"].choices = [("", _("Choose a party")), *owners()]  # type: ignore[attr-defined]

    def clean_due_on(self) -> date:
        given: date = self.cleaned_data["due_on"]
        if given < self.today:
            raise forms.ValidationError(_("The answer should be due today or later; this day has passed."))
        return given


class CloseForm(Plain):
    """How a research question ends."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("How does the question end?"), widget=forms.RadioSelect, choices=list(CLOSED.items()),
        error_messages={
            "required": gettext_lazy("Choose how the question ends."),
            "invalid_choice": gettext_lazy("Choose how the question ends from the list."),
        },
    )  # fmt: skip
    words = _sentence(
        gettext_lazy("What came of it?"), gettext_lazy("Write in one sentence what came of the question.")
    )


class RetractForm(Plain):
    """Why what signals showed is taken back."""

    words = _sentence(
        gettext_lazy("Why is it withdrawn?"), gettext_lazy("Write in one sentence why this is withdrawn.")
    )


def _by_name(names: dict[str, str]) -> list[tuple[str, str]]:
    return sorted(names.items(), key=lambda pair: pair[1].casefold())


class DeliveryForm(forms.Form):
    """The file that a source delivers."""

    use_required_attribute = False

    file = forms.FileField(
        label=gettext_lazy("The file"),
        error_messages={
            "required": gettext_lazy("Choose the file that should be checked."),
            "empty": gettext_lazy("This file is empty. Choose the file as the source publishes it."),
        },
    )

    def __init__(self, *args: Any, source: str, accepts: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.source = source
        self.fields["file"].widget.attrs["accept"] = accepts

    def clean_file(self) -> Any:
        given = self.cleaned_data["file"]
        if given.size > LARGEST_HERE:
            raise forms.ValidationError(
                _("This file is larger than 10 MB. Let an administrator bring it in: samenhang receive %(source)s FILE")
                % {"source": self.source}
            )
        return given


class WriteForm(forms.Form):
    """Writing a delivery whose dry run was read; `standing` is what it was compared with."""

    use_required_attribute = False

    standing = forms.CharField(widget=forms.HiddenInput, max_length=16, required=False)
    reason = forms.CharField(
        label=gettext_lazy("Why do these figures change?"),
        help_text=gettext_lazy("One sentence. It stands beside each figure that changes, with your role and the date."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST,
        error_messages={
            "required": gettext_lazy("Write in one sentence why these figures change."),
            "max_length": gettext_lazy("Keep the reason under 2000 characters; this one is longer."),
        },
    )

    def __init__(self, *args: Any, asked: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = self.fields["reason"].widget.is_required = asked
