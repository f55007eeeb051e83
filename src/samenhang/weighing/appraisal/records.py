"""What the records of this room are called and say."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from samenhang.ground.ledger.queries import written
from samenhang.screen.records import Kind, Records, SheetKind, Told
from samenhang.weighing.appraisal.models import Appraisal, Argument, Criterion, Frame, Group


def _appraisal(row: Appraisal) -> Told:
    return Told(written(row.question), example=row.example)


def _argument(row: Argument) -> Told:
    page = reverse("appraisal:page", args=[row.appraisal_id])
    return Told(written(row.words), page=page, example=row.appraisal.example, end="judgement")


RECORDS = Records(
    kinds=(
        Kind(
            "appraisal", Appraisal, _("Appraisal"), _("Appraisals"), page="appraisal:page", own=True, told=_appraisal,
            needs=("question", "area"),
        ),
        Kind("argument", Argument, _("Argument"), _("Arguments"), told=_argument, needs=("words", "appraisal")),
        Kind("groups", Group, _("Group that gains or loses"), page="appraisal:frames"),
        Kind("criteria", Criterion, _("Criterion"), page="appraisal:frames"),
        Kind("frames", Frame, _("Appraisal frame"), page="appraisal:frame", own=True),
    ),
    sheets=(
        SheetKind("appraisal-scores", _("Scores of an appraisal"), _("Score")),
        SheetKind("appraisal-weights", _("Weights of a party"), _("Weight")),
        SheetKind("appraisal-result", _("Result of an appraisal"), _("Result of an appraisal")),
        SheetKind("appraisal-frame", _("Version of an appraisal frame"), _("Criterion of a frame")),
        SheetKind("appraisal-facts", _("Where a party judges otherwise"), _("Judgement of a party")),
        SheetKind("appraisal-effects", _("Who gains and who loses"), _("Effect on an area or group")),
        SheetKind("appraisal-whole", _("Frozen appraisal"), _("Number in a frozen appraisal")),
    ),
    roles={
        "appraisal": _("appraisal"),
        "cites": _("leans on"),
        "scores": _("scores"),
        "weights": _("weights"),
        "frame": _("appraisal frame"),
        "facts": _("where parties judge otherwise"),
        "effects": _("who gains and who loses"),
        "arguments": _("arguments"),
        "whom": _("areas and groups"),
        "given_by": _("given by"),
        "parties": _("parties"),
        "evidence": _("evidence"),
        "party": _("on behalf of"),
        "result": _("result"),
    },
    columns={
        "option": _("option"),
        "theme": _("theme"),
        "criterion": _("criterion"),
        "under": _("part of the criterion"),
        "owner": _("whose judgement"),
        "least": _("lowest acceptable"),
        "most": _("highest acceptable"),
        "whom": _("area or group"),
        "breach": _("floors that are breached"),
        "before": _("before"),
        "after": _("after"),
        "rival": _("the option that takes over"),
        "evidence": _("leans on the figure"),
        "reading": _("leans on the reading"),
        "remark": _("remark"),
        "points": _("points"),
        "first": _("how often it comes first"),
        "confidence": _("how often first with its own best weights"),
        "rank_low": _("best rank"),
        "rank_high": _("worst rank"),
        "value_low": _("value, low"),
        "value_mid": _("value, middle"),
        "value_high": _("value, high"),
    },
)  # fmt: skip
