"""What was advised and learned: each recommendation with what was done and the proof, and other integral programmes."""

from datetime import timedelta
from itertools import product

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from samenhang.ground.ledger.acts import Code, Words
from samenhang.ground.ledger.queries.verify import verify
from samenhang.ground.lexicon.models import Theme
from samenhang.ground.people.queries import Visitor
from samenhang.insight.network.models import Party
from samenhang.steering.governance import actions
from samenhang.steering.governance.models import (
    HANDLING_STEPS,
    KINDRED_STEPS,
    Handling,
    Kindred,
    KindredStep,
    Recommendation,
)
from samenhang.steering.governance.queries import tracker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
PROOF = Words("https://example.org/zomerkade/bewijs")


def handled(by, state, code="TR02", words="Gedaan in maart.", evidence=PROOF):
    return actions.handle(
        recommendation=Recommendation.objects.get(pk=code), state=Code(state), party=Party.objects.get(pk="TO01"),
        words=Words(words), evidence=Words(evidence), by=by, at=timezone.now(),
    )  # fmt: skip


def linked(by, **more):
    given = {
        "name": Words("Goed wonen"), "counterpart": Words("Programmamanager wonen"), "shared": Words("Duizend plekken"),
        "teaches": Words("Eén lijst van plekken."), "themes": list(Theme.objects.all()[:1]), "example": False,
    } | more  # fmt: skip
    return actions.link(by=by, at=timezone.now(), **given)


def learned(by, kindred, state, words="Zo staat het."):
    return actions.learn(kindred=kindred, state=Code(state), words=Words(words), by=by, at=timezone.now())


def refused(deed, *given, **more):
    with pytest.raises(actions.CannotTrack) as problem:
        deed(*given, **more)
    return str(problem.value)


FORBIDDEN = "From here a recommendation cannot go there. Look at the steps that are offered."


@pytest.mark.parametrize(("before", "after"), list(product(HANDLING_STEPS, HANDLING_STEPS)))
def test_a_recommendation_takes_the_steps_of_the_table_and_no_other(core_team, before, after):
    one = Recommendation.objects.get(pk="TR02")
    Handling.objects.create(
        recommendation=one, state=before, party_id="TO01", by=core_team.ref, at=timezone.now() - timedelta(days=1)
    )
    if after == before or after in HANDLING_STEPS[before]:
        assert handled(core_team, after).state == after
    else:
        assert refused(handled, core_team, after) == FORBIDDEN


@pytest.mark.parametrize(("before", "after"), list(product(KINDRED_STEPS, KINDRED_STEPS)))
def test_another_programme_takes_the_steps_of_the_table_and_no_other(core_team, before, after):
    one = linked(core_team)
    KindredStep.objects.create(
        kindred=one, state=before, by=core_team.ref, at=timezone.now() - timedelta(days=1)
    )  # fmt: skip
    if after == before or after in KINDRED_STEPS[before]:
        assert learned(core_team, one, after).state == after
    else:
        said = refused(learned, core_team, one, after)
        assert said == "From here this cannot go there. Look at the steps that are offered."


def test_done_asks_for_proof_and_every_step_for_words(core_team):
    assert refused(handled, core_team, "done", evidence="") == (
        "Done asks for proof. Give the address of the document or the figure that shows it."
    )
    assert refused(handled, core_team, "taken", words=" ") == "Write down what was done, or why nothing was done."
    assert handled(core_team, "taken", evidence="").state == "taken"
    assert refused(linked, core_team, counterpart=Words("")).startswith("Name the programme, the role")
    assert refused(learned, core_team, linked(core_team), "talking", words="") == (
        "Write down what was agreed, learned or done with it."
    )


def test_the_database_knows_the_states(core_team):
    given = {"by": core_team.ref, "at": timezone.now()}
    one = Recommendation.objects.get(pk="TR02")
    with pytest.raises(IntegrityError), transaction.atomic():
        Handling.objects.create(recommendation=one, state="maybe", party_id="TO01", **given)
    assert Handling.objects.create(recommendation=one, state="open", party_id="TO01", **given).pk
    kindred = linked(core_team)
    with pytest.raises(IntegrityError), transaction.atomic():
        KindredStep.objects.create(kindred=kindred, state="maybe", **given)
    assert KindredStep.objects.create(kindred=kindred, state="dropped", **given).pk


def test_the_newest_step_is_how_it_stands_and_who_says_so_stays_beside_it(core_team):
    before = tracker.recommendation(Visitor(), "TR02")
    assert (str(before.state), before.words, before.steps) == ("not known", "Not known.", ())
    handled(core_team, "taken", words="Opgepakt.")
    handled(core_team, "done", words="Af.")
    found = tracker.recommendation(Visitor(), "TR02")
    assert [(str(one.word), one.words, str(one.row.party)) for one in found.steps] == [
        ("done", "Af.", str(Party.objects.get(pk="TO01"))),
        ("taken up", "Opgepakt.", str(Party.objects.get(pk="TO01"))),
    ]
    assert {one.pk: one.now for one in tracker.standing(Visitor())} == {"TR01": "done", "TR02": "done"}
    assert [name for name, _word in found.next] == ["done", "partly"]
    assert verify().problems == []


def test_the_own_part_of_the_province_is_on_one_page(client, core_team):
    client.cookies["django_language"] = "en"
    handled(core_team, "partly", words="De kaart is er voor de helft.")
    own = tracker.own_part(Visitor())
    assert [(part.report, [one.recommendation.pk for one in part.tracked]) for part in own.parts] == [
        ("Advies Slapen en Werken 2022 (verzonnen)", ["TR02"])
    ]
    assert [(str(word), many) for word, many, _tone in own.counts] == [("done in part", 1)]
    text = client.get(reverse("governance:own_part")).content.decode()
    assert "De kaart is er voor de helft." in text
    assert str(PROOF) in text


def test_the_list_filters_on_how_it_stands_and_asks_a_fixed_number_of_queries(client, core_team):
    address = reverse("governance:recommendations")

    def queries(url=address):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    queries()
    one = queries()
    for _time in range(5):
        handled(core_team, "taken")
    first = Recommendation.objects.get(pk="TR02")
    for number in range(30):
        first.pk = f"TX{number:02}"
        first.save(force_insert=True)
    assert queries() == one
    assert client.get(f"{address}?stand=taken").context["table"].count == 1
    own = reverse("governance:own_part")
    before = queries(own)
    handled(core_team, "open", code="TX01")
    assert queries(own) == before


def test_other_programmes_are_kept_with_what_was_done_with_their_lesson(signed_in, core_team):
    signed_in.cookies["django_language"] = "en"
    address = reverse("governance:kindred")
    assert "No other programme was written down yet." in signed_in.get(address).content.decode()
    typed = {"name": "Goed wonen", "counterpart": "Programmamanager", "shared": "Plekken", "teaches": "Tellen"}
    sent = signed_in.post(address, typed)
    made = Kindred.objects.get()
    assert sent["Location"] == reverse("governance:kindred_one", args=[made.pk])
    page = sent["Location"]
    assert "Nothing was done with it yet." in signed_in.get(page).content.decode()
    assert signed_in.post(page, {"state": "talking", "words": "Eerste gesprek."}).status_code == 302
    assert "Eerste gesprek." in signed_in.get(page).content.decode()
    assert "in talks" in signed_in.get(address).content.decode()
    refused_page = signed_in.post(address, typed | {"shared": ""})
    assert refused_page.status_code == 422
    assert "Goed wonen" in refused_page.content.decode()


def test_the_form_of_a_recommendation_keeps_what_was_typed(signed_in):
    signed_in.cookies["django_language"] = "en"
    page = reverse("governance:recommendation", args=["TR02"])
    typed = {"state": "done", "party": "TO01", "words": "Het staat online.", "evidence": ""}
    answer = signed_in.post(page, typed)
    assert answer.status_code == 422
    assert "Done asks for proof." in answer.content.decode()
    assert "Het staat online." in answer.content.decode()
    assert signed_in.post(page, typed | {"evidence": str(PROOF)}).status_code == 302
    assert Handling.objects.get().state == "done"


def test_a_visitor_reads_and_does_not_write(client):
    page = reverse("governance:recommendation", args=["TR02"])
    assert client.get(page).context["form"] is None
    assert client.post(page, {"state": "done"}).status_code == 403
    assert client.post(reverse("governance:kindred"), {"name": "x"}).status_code == 403
    with pytest.raises(PermissionDenied):
        handled(Visitor(), "taken")
    assert client.get(reverse("governance:recommendation", args=["nergens"])).status_code == 404
    assert client.get(reverse("governance:kindred_one", args=[99999])).status_code == 404
