"""An appraisal at the size of a real session: thirty options on twenty-five criteria go through the form in one piece."""

import pytest
from django.urls import reverse
from django.utils import timezone

from samenhang.ground.ledger import store
from samenhang.ground.ledger.acts import Ref, Words
from samenhang.ground.places.models import Area
from samenhang.weighing.appraisal import actions
from samenhang.weighing.appraisal.models import LETTERS
from samenhang.weighing.appraisal.queries.frames import FRAME, FRAMED
from samenhang.weighing.appraisal.queries.page import appraisal_page

pytestmark = pytest.mark.django_db
OPTIONS, CRITERIA = 30, 25


@pytest.fixture
def wide(core_team):
    """A question with thirty options in a frame of twenty-five criteria, judged from 0 to 100."""
    at = timezone.now()
    criteria = tuple(
        (
            f"c{place}",
            "tn-werk" if place % 2 else "tn-thuis",
            "",
            f"c{place}",
            f"c{place}",
            *[""] * 5,
            None,
            None,
            "",
            "",
        )
        for place in range(CRITERIA)
    )
    frame = actions.freeze_frame(
        frame=Ref("frames:tn-kader"), criteria=store.Table(FRAME, FRAMED, criteria), before=None, reason=Words(""),
        by=core_team, at=at,
    )  # fmt: skip
    return actions.open_appraisal(
        question=Words("Large?"), options=[Words(f"Option {place}") for place in range(OPTIONS)],
        area=Area.objects.get(pk="TP01"), frame=frame, example=False, by=core_team, at=at,
    )  # fmt: skip


def test_all_cells_are_scored_in_one_form(signed_in, wide, core_team):
    url = reverse("appraisal:scores", args=[wide.pk])
    assert signed_in.get(url).content.decode().count("<fieldset") == OPTIONS * CRITERIA
    typed = {"reason": "All of it."}
    for letter in LETTERS[:OPTIONS]:
        for place in range(1, CRITERIA + 1):
            low = (place * 3 + len(letter)) % 50
            typed |= {
                f"{letter}_{place}_low": low,
                f"{letter}_{place}_likely": low + 10,
                f"{letter}_{place}_high": low + 30,
            }
            typed |= {f"{letter}_{place}_evidence": "", f"{letter}_{place}_remark": ""}
    answer = signed_in.post(url, typed)
    assert (answer.status_code, answer.headers.get("Location")) == (302, reverse("appraisal:page", args=[wide.pk]))
    kept = [
        (judged.cell.low, judged.cell.value, judged.cell.high)
        for scored in appraisal_page(core_team, wide.pk).scores
        for judged in scored.options
    ]
    assert len(kept) == OPTIONS * CRITERIA
    assert {(likely - low, high - low) for low, likely, high in kept} == {(10, 30)}
