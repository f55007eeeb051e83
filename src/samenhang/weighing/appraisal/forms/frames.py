"""A version of a frame of one's own: which criteria stay, with which norms and floors, and one more when it is needed."""

from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext as _

from samenhang.ground.ledger import store
from samenhang.ground.lexicon.queries import weighed_themes
from samenhang.weighing.appraisal.actions import frame_problem
from samenhang.weighing.appraisal.forms.fields import SHORT, PlainForm, value, words
from samenhang.weighing.appraisal.queries.frames import FRAME, FRAMED, Framed

NAMES = tuple(name for name, _kind in FRAMED)


class FrameForm(PlainForm):
    """Each criterion with its norm points and floor; unticked it is left out. One new criterion at a time."""

    def __init__(self, *args: Any, frame: Framed, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.frame = frame
        under = [(one.code, one.label) for one in frame.criteria]
        for at, one in enumerate(frame.criteria, start=1):
            self.fields[f"keep_{at}"] = forms.BooleanField(label=one.label, required=False, initial=True)
            self.fields[f"points_{at}"] = forms.CharField(
                label=_("Norm points"), required=False, max_length=SHORT,
                initial=";".join(f"{at_:g}={score:g}" for at_, score in one.points),
            )  # fmt: skip
            self.fields[f"least_{at}"] = value(_("Floor"), required=False, initial=one.least)
            self.fields[f"most_{at}"] = value(_("Ceiling"), required=False, initial=one.most)
            self.fields[f"under_{at}"] = forms.ChoiceField(
                label=_("Part of"), required=False, initial=one.under,
                choices=[("", _("its theme")), *(pair for pair in under if pair[0] != one.code)],
            )  # fmt: skip
        self.fields["new_label"] = forms.CharField(label=_("A new criterion"), required=False, max_length=SHORT)
        self.fields["new_theme"] = forms.ChoiceField(
            label=_("Its theme"), choices=[(theme.pk, theme.label) for theme in weighed_themes()], required=False
        )
        self.fields["reason"] = words(_("Reason"), help_text=_("What does this version change, and why?"))

    @property
    def lines(self) -> list[tuple[Any, ...]]:
        return [
            (one, *(self[f"{name}_{at}"] for name in ("keep", "points", "least", "most", "under")))
            for at, one in enumerate(self.frame.criteria, start=1)
        ]

    @property
    def rows(self) -> list[dict[str, Any]]:
        data, rows = self.cleaned_data, []
        for at, one in enumerate(self.frame.criteria, start=1):
            if not data.get(f"keep_{at}"):
                continue
            row = {name: getattr(one, name) for name in NAMES if name not in ("criterion", "points")}
            least, most = data.get(f"least_{at}"), data.get(f"most_{at}")
            row |= {"criterion": one.code, "points": data.get(f"points_{at}", "").replace(" ", ""),
                    "least": least, "most": most, "under": data.get(f"under_{at}", "")}  # fmt: skip
            if least is None and most is None:
                row |= {"right_nl": "", "right_en": ""}  # without its floor a right is not guarded here
            rows.append({name: row[name] for name in NAMES})
        if label := data.get("new_label", "").strip():
            code = slugify(label)[:60] or "criterion"
            taken = {row["criterion"] for row in rows}
            while code in taken:
                code += "-2"
            new = dict.fromkeys(NAMES, "") | {"criterion": code, "theme": data["new_theme"], "label_nl": label,
                                              "label_en": label, "least": None, "most": None}  # fmt: skip
            rows.append(new)
        return rows

    def clean(self) -> dict[str, Any]:
        if not self.errors and (problem := frame_problem(self.rows)):
            self.add_error(None, problem)
        return self.cleaned_data

    def submission(self) -> store.Table:
        return store.Table(FRAME, FRAMED, tuple(tuple(row[name] for name in NAMES) for row in self.rows))
