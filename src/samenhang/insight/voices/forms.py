"""The forms of voices: what somebody who takes part fills in, in their own language."""

from typing import Any

from django import forms

from samenhang.insight.senders.forms import Free, Plain
from samenhang.insight.senders.queries import Texts
from samenhang.insight.voices.actions.taking import LONGEST
from samenhang.insight.voices.models import RoundChoice
from samenhang.insight.voices.queries.public import Enquiry


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
