"""The form of one translation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samenhang.insight.languages.actions import LONGEST
from samenhang.insight.languages.queries.strings import String
from samenhang.insight.senders.forms import Free, Plain


class WordsForm(Plain):
    """The words in one language, beside the original that was read."""

    def __init__(self, *args: Any, found: String, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"] = Free(
            label=_("What people read"), max_length=LONGEST,
            initial=found.said,
            help_text=_("Short sentences, polite, no jargon. Names of institutions stay Dutch, with what they are between brackets."),
            widget=forms.Textarea(attrs={"rows": 5, "lang": found.language.pk, "dir": "auto"}),
            error_messages={"required": _("There are no words yet. Write the translation down first.")},
        )  # fmt: skip
        self.fields["source"] = forms.RegexField(
            r"^[0-9a-f]{64}$", initial=found.source, widget=forms.HiddenInput,
            error_messages={
                "required": _("It is not known beside which original this was read. Load the page again."),
                "invalid": _("It is not known beside which original this was read. Load the page again."),
            },
        )  # fmt: skip
