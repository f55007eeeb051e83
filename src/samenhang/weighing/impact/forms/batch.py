"""Several plans at once: pasted from a spreadsheet or as a file, checked line by line before anything is kept."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override, pgettext

from samenhang.weighing.impact.actions.plans import MOST
from samenhang.weighing.impact.forms.entry import FIELDS, LONGEST, Entry, Known

LARGEST = 200_000  # bytes
NEEDED = ("title", "firm_type", "area", "start")


def heads() -> dict[str, str]:
    """The name of each column, in the language of the page."""
    return {
        "title": pgettext("column of plans", "name"),
        "firm_type": pgettext("column of plans", "type"),
        "area": pgettext("column of plans", "municipality"),
        "floor": pgettext("column of plans", "floor_m2"),
        "jobs": pgettext("column of plans", "jobs"),
        "agency": pgettext("column of plans", "agency_percent"),
        "own_beds": pgettext("column of plans", "beds_on_site"),
        "start": pgettext("column of plans", "start"),
        "state": pgettext("column of plans", "state"),
    }


@dataclass(frozen=True)
class Checked:
    """One line of the table: what was typed, and what is wrong with it."""

    line: int
    typed: dict[str, str]
    entry: Entry | None
    errors: tuple[tuple[str, str], ...]  # (column, sentence)


class BatchForm(forms.Form):
    """A table of plans, as text or as a file."""

    use_required_attribute = False

    rows = forms.CharField(
        label=gettext_lazy("Table"), required=False, strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "class": "number", "spellcheck": "false"}),
    )  # fmt: skip
    file = forms.FileField(label=gettext_lazy("Or a CSV file"), required=False)
    park = forms.CharField(label=gettext_lazy("Business park"), max_length=LONGEST, required=False)

    checked: tuple[Checked, ...] = ()

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = Known(on)

    def clean(self) -> dict[str, Any]:
        text = self.cleaned_data.get("rows") or ""
        file = self.cleaned_data.get("file")
        if file is not None:
            if file.size > LARGEST:
                self.add_error("file", _("This file is larger than a list of plans should be. Keep it under 200 kB."))
                return self.cleaned_data
            text = _decoded(file.read())
            typed: Any = self.data.copy()  # type: ignore[attr-defined]
            typed["rows"] = text  # so that it stands in the page to be corrected
            self.data = typed
        try:
            self.checked = self._check(text)
        except _Unreadable as problem:
            self.add_error("rows", str(problem))
        return self.cleaned_data

    @property
    def entries(self) -> list[Entry]:
        return [one.entry for one in self.checked if one.entry is not None]

    @property
    def whole(self) -> bool:
        """Whether every line can be kept."""
        return bool(self.checked) and all(one.entry is not None for one in self.checked)

    def _check(self, text: str) -> tuple[Checked, ...]:
        lines = list(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
        if not any(line.strip() for line in lines):
            raise _Unreadable(_("Paste a table, or choose a file. The first line has the names of the columns."))
        first = next(line for line in lines if line.strip())
        mark = max("\t;,", key=first.count)
        rows = list(csv.reader(io.StringIO("\n".join(lines)), delimiter=mark))
        filled = [(place, row) for place, row in enumerate(rows, start=1) if any(value.strip() for value in row)]
        columns = _columns(filled[0][1])
        if len(filled) < 2:
            raise _Unreadable(
                _("There is a line with the names of columns, and no plan below it. Add a line per plan.")
            )
        if len(filled) - 1 > MOST:
            raise _Unreadable(
                _("A list has at most %(most)s plans; this one has %(count)s. Split it.")
                % {"most": MOST, "count": len(filled) - 1}
            )
        return tuple(self._one(place, dict(zip(columns, row, strict=False))) for place, row in filled[1:])

    def _one(self, line: int, typed: dict[str, str]) -> Checked:
        entry, errors = self.known.check(typed)
        named = heads()
        said = tuple((named[name], sentence) for name, sentence in errors.items())
        return Checked(line, {name: typed.get(name, "").strip() for name in FIELDS}, entry, said)


class _Unreadable(ValueError):
    """The table cannot be read at all; the text is a sentence for people."""


def _columns(row: Sequence[str]) -> list[str]:
    """Which of our fields each column is. Names are taken in the language of the page and in English."""
    known = {label.casefold(): name for name, label in heads().items()} | {name: name for name in FIELDS}
    with override("en"):
        known |= {label.casefold(): name for name, label in heads().items()}
    found = [known.get(head.strip().lstrip("\ufeff").casefold(), "") for head in row]
    unknown = [head.strip() for head, name in zip(row, found, strict=True) if not name and head.strip()]
    missing = [heads()[name] for name in NEEDED if name not in found]
    expected = ", ".join(heads().values())
    if unknown or missing:
        words = {"expected": expected, "unknown": ", ".join(unknown)[:120] or "–", "missing": ", ".join(missing) or "–"}
        raise _Unreadable(
            _("The first line should name the columns: %(expected)s. Not known: %(unknown)s. Missing: %(missing)s.")
            % words
        )
    return found


def _decoded(data: bytes) -> str:
    """A file of a spreadsheet is UTF-8, or what Windows writes."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
