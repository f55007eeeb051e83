"""A closed round as an argument in an appraisal: chosen from a list, read as a number, on behalf of the migrants' panel."""

import pytest
from django.utils import timezone
from tests.insight.voices_kit import crowd, held
from tests.weighing.line import opened  # noqa: F401

from samenhang.ground.ledger.acts import Code, Ref, Words
from samenhang.insight.network.models import Party
from samenhang.insight.voices import actions as voices
from samenhang.insight.voices.queries.citing import citable, cited
from samenhang.insight.voices.queries.rounds import panel
from samenhang.weighing.appraisal import actions
from samenhang.weighing.appraisal.queries.choices import evidence

pytestmark = pytest.mark.usefixtures("pages_in_english")


def test_the_panel_brings_a_closed_round_into_an_appraisal(opened, core_team, signed_in):  # noqa: F811
    made, now = held(core_team), timezone.now()
    crowd(made, *[(1, 1, -1, 1, -1, 1, 0)] * 20, *[(-1, 1, 1, 1, -1, -1, 0)] * 15, *[(0, 1, 1, 1, -1, -1, 0)] * 11)
    assert citable() == []
    sheet = voices.close(made, by=core_team, at=now)
    first = made.propositions.order_by("number")[0]
    ref = f"{sheet.ref}#{first.key}-agree/value"
    words, cell = cited([ref])[ref]
    assert words.startswith("20 of 46 who voted agree: “")
    assert (cell.value, cell.ref) == (20, ref)
    assert ref in {value for _name, choices in evidence(opened.area) for value, _label in choices}
    party = panel(made)
    assert party == Party.objects.get(pk="TO04")
    actions.argue(
        appraisal=opened, option=Code("A"), criterion=None, speaks_for=True, words=Words("People say so themselves."),
        evidence=Ref(ref), party=Ref(party.ref), by=core_team, at=now,
    )  # fmt: skip
    page = signed_in.get(f"/afwegingen/{opened.pk}/").content.decode()
    assert "20 of 46 who voted agree" in page
    assert party.name in page


def test_a_withheld_count_and_a_cell_of_something_else_cannot_be_cited(core_team):
    made = held(core_team)
    crowd(made, *[(1, 1, -1, 1, -1, 1, 0)] * 20, *[(-1, 1, 1, 1, -1, -1, 0)] * 3)
    sheet = voices.close(made, by=core_team, at=timezone.now())
    rows = list(made.propositions.order_by("number"))
    refs = [f"{sheet.ref}#{row.key}-disagree/value" for row in rows]
    refs += [f"{sheet.ref}#voices/value", f"{sheet.ref}#nothing/value", "sheet:0000000000000000#a/value", "reading:1"]
    assert cited(refs) == {}
    shown = cited([f"{sheet.ref}#{row.key}-agree/value" for row in rows])
    assert all(cell.value is not None and cell.value >= 10 for _words, cell in shown.values())
