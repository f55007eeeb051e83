"""The form with which a seat chooses a reading. The figures on offer are those of the page; none is chosen beforehand."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from samenhang.ground.lexicon.models import Purpose
from samenhang.insight.evidence.queries.figures import Stated, described


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
