"""A session: what a party gives is seen by that party and the session alone, until it is released; then it is frozen and public."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from tests.weighing.line import PROVINCE, frame_of, words_in

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger import store
from samenhang.ground.ledger.acts import Ref, Words
from samenhang.ground.ledger.models import Act
from samenhang.ground.ledger.queries.verify import verify
from samenhang.ground.people.models import Role
from samenhang.ground.people.queries import Visitor
from samenhang.ground.places.models import Area
from samenhang.insight.network.models import Party
from samenhang.weighing.appraisal import actions, queries
from samenhang.weighing.appraisal.models import Appraisal, Entry, Session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pages_in_english")]

CODES = ("tn-k1", "tn-k2", "tn-k3", "tn-k4")
# in the units of the criteria: two scores, a number of places, per cent; option A breaches the floor of tn-k2
VALUES = {"A": (90, 10, 900, 70), "B": (60, 60, 1000, 60), "C": (40, 80, 600, 75)}
ONE, TWO = "parties:TO03", "parties:TO04"


@pytest.fixture
def framed(core_team):
    """Three options, scored in the frame with four criteria; a right bars option A."""
    made = actions.open_appraisal(
        question=Words("Wat eerst?"), options=[Words("Een"), Words("Twee"), Words("Drie")], area=Area.objects.get(pk="TP01"),
        frame=frame_of("tn-kader", core_team), example=False, by=core_team, at=timezone.now(),
    )  # fmt: skip
    rows = tuple(
        (f"{letter}/{code}", letter, code, value - 5, value, value + 5, actions.JUDGED, PROVINCE, "", "")
        for letter, values in VALUES.items() for code, value in zip(CODES, values, strict=True)
    )  # fmt: skip
    actions.score(
        appraisal=made, scores=store.Table(queries.SCORES, actions.SCORED, rows), remarks=[Words("Aanname.")] * len(rows),
        cites=[], reason=Words("Een test."), by=core_team, at=timezone.now(),
    )  # fmt: skip
    return made


def seat(party, core_team):
    return actions.seat_for(Ref(party), Role.objects.get(pk="tn-plaats"), None, by=core_team, at=timezone.now())


@pytest.fixture
def session(framed, core_team):
    """An open session with two parties."""
    actions.open_session(appraisal=framed, by=core_team, at=timezone.now())
    for party in (ONE, TWO):
        actions.invite(appraisal=framed, party=Ref(party), by=core_team, at=timezone.now())
    return framed


def entered(appraisal, party, points, core_team, **more):
    entry = Entry.objects.select_related("appraisal").get(appraisal=appraisal, party=party)
    given = {"way": "points", "least": {}, "facts": {}, "position": "", "reason": "Zo wegen wij."} | more
    return actions.enter(
        entry, points=dict(zip(CODES, points, strict=True)), by=seat(party, core_team), at=timezone.now(), **given
    )


def test_what_a_party_gave_is_seen_by_itself_and_by_who_leads_and_by_nobody_else(session, core_team, seat_of):
    entered(session, ONE, (80, 5, 10, 5), core_team, position="B")

    def seen(viewer):
        return [entry.party for entry in queries.entries(viewer, session)]

    assert seen(core_team) == [ONE, TWO]
    assert seen(seat(ONE, core_team)) == [ONE]
    assert seen(seat(TWO, core_team)) == [TWO]
    assert seen(seat_of("tn-plaats")) == seen(seat_of("tn-lezer")) == seen(Visitor()) == []
    page = queries.page_of(session)
    assert queries.room_of(seat(ONE, core_team), page) is None
    assert queries.room_of(Visitor(), page) is None
    assert page.weights == ()


def test_until_the_release_nothing_of_it_stands_in_the_record_or_on_a_public_page(session, core_team, client):
    before = Act.objects.count()
    secret = "Dit zeggen wij alleen hier."
    entered(session, ONE, (80, 5, 10, 5), core_team, reason=secret, position="B")
    assert Act.objects.count() == before
    for name in ("page", "differ"):
        assert secret not in words_in(client.get(reverse(f"appraisal:{name}", args=[session.pk])))
    for path in ("session", "enter"):
        assert client.get(reverse(f"appraisal:{path}", args=[session.pk])).status_code == 403
    client.force_login(seat(TWO, core_team).account)
    assert client.get(reverse("appraisal:session", args=[session.pk])).status_code == 403
    assert secret not in words_in(client.get(reverse("appraisal:enter", args=[session.pk])))
    client.force_login(seat(ONE, core_team).account)
    assert secret in client.get(reverse("appraisal:enter", args=[session.pk])).content.decode()


def test_a_party_speaks_for_itself_only(session, core_team, seat_of):
    entry = Entry.objects.select_related("appraisal").get(appraisal=session, party=ONE)
    given = {
        "way": "points",
        "points": dict.fromkeys(CODES, 10),
        "least": {},
        "facts": {},
        "position": "",
        "reason": "",
    }
    with pytest.raises(PermissionDenied, match="You speak for another party"):
        actions.enter(entry, by=seat(TWO, core_team), at=timezone.now(), **given)
    with pytest.raises(PermissionDenied):
        actions.enter(entry, by=seat_of("tn-lezer"), at=timezone.now(), **given)
    for deed in (actions.open_session, actions.release):
        with pytest.raises(PermissionDenied):
            if deed is actions.release:
                deed(session, by=seat(ONE, core_team), at=timezone.now())
            else:
                deed(appraisal=session, by=seat(ONE, core_team), at=timezone.now())
    with pytest.raises(PermissionDenied):
        actions.seat_for(Ref(ONE), Role.objects.get(pk="tn-plaats"), None, by=seat(ONE, core_team), at=timezone.now())
    with pytest.raises(actions.CannotAppraise, match="may do no more there"):
        actions.seat_for(Ref(ONE), Role.objects.get(pk="tn-kern"), None, by=core_team, at=timezone.now())


def test_the_release_freezes_what_was_given_and_it_replays(session, core_team, client):
    entered(session, ONE, (80, 5, 10, 5), core_team, facts={"C/tn-k1": (5.0, 10.0, 20.0)}, position="B")
    entered(session, TWO, (5, 20, 5, 70), core_team, least={"tn-k4": 80})
    actions.release(session, by=core_team, at=timezone.now())
    session.refresh_from_db()
    assert session.session == Session.RELEASED
    page = queries.page_of(session)
    assert [(one.ref, one.facts, one.position, len(one.least)) for one in page.weights] == [
        (ONE, 1, "B", 0),
        (TWO, 0, "", 1),
    ]
    table = ledger.table(page.standing.weights[ONE])
    assert table.head["given_by"] == seat(ONE, core_team).ref
    assert [row["points"] for row in table.records()] == [80, 5, 10, 5]
    with pytest.raises(actions.CannotAppraise, match="This session is closed"):
        entered(session, ONE, (1, 1, 1, 1), core_team)
    now, frame = page.standing, ledger.sheet(session.frame)
    given = {"weights": list(now.weights.values()), "facts": list(now.facts.values())}
    result = actions.weigh(
        appraisal=Ref(session.ref),
        frame=frame,
        scores=now.scores,
        draws=1000,
        seed=3,
        by=core_team,
        at=timezone.now(),
        **given,
    )
    rows = {row["option"]: row for row in ledger.table(result).records()}
    assert rows["A"]["first"] is None
    assert rows["A"]["breach"] == "tn-k2"
    assert rows["B"]["first"] + rows["C"]["first"] == pytest.approx(1)
    whole = actions.freeze(
        appraisal=Ref(session.ref), frame=frame, scores=now.scores, effects=[], result=result, arguments=[], cites=[],
        by=core_team, at=timezone.now(), **given,
    )  # fmt: skip
    lines = list(ledger.table(whole).records())
    parts = {row["about"]: row["value"] for row in lines if row["about"].startswith("differ-")}
    assert set(parts) == {"differ-facts", "differ-weights", "differ-veto"}
    assert [row["criterion"] for row in lines if row["about"] == "breach"] == ["tn-k2"]
    assert verify(replay=True).problems == []
    assert client.get(reverse("appraisal:page", args=[session.pk])).status_code == 200


def test_the_screen_says_who_gave_and_why_they_differ(session, core_team, signed_in):
    url = reverse("appraisal:session", args=[session.pk])
    assert "No party gave anything yet." in words_in(signed_in.get(url))
    entered(session, ONE, (80, 5, 10, 5), core_team)
    entered(session, TWO, (5, 20, 5, 70), core_team)
    response = signed_in.get(url, headers={"HX-Request": "true", "HX-Target": "live"})
    text = words_in(response)
    assert "<html" not in response.content.decode()
    assert "Option A is red." in text
    assert text.index("Option A is red.") < text.index("Who puts what first")
    assert "Weights decide, most of all that of" in text
    room = queries.room_of(core_team, queries.page_of(session))
    assert [[first.favourite.letter, first.vetoed[0]] for first in room.insight.firsts] == [["B", True], ["C", True]]
    (pair,) = room.insight.why
    assert pair.decisive == "weights"


def test_only_the_party_that_changed_is_computed_again(session, core_team, monkeypatch):
    from samenhang.weighing.appraisal.queries import numbers

    entered(session, ONE, (81, 6, 11, 7), core_team)
    entered(session, TWO, (6, 21, 7, 71), core_team)
    asked = []
    real = numbers.kept
    monkeypatch.setattr(
        numbers, "kept", lambda name, parts, ask: real(name, parts, lambda: (asked.append(name), ask())[1])
    )

    def look():
        asked.clear()
        assert queries.room_of(core_team, queries.page_of(session)).insight.firsts
        return asked.count("smaa")

    assert (look(), look()) == (2, 0)
    entered(session, TWO, (7, 22, 8, 72), core_team)
    assert look() == 1


def test_a_party_that_left_counts_no_more_and_the_screen_says_so(session, core_team, signed_in):
    entered(session, ONE, (80, 5, 10, 5), core_team)
    entered(session, TWO, (5, 20, 5, 70), core_team)
    Party.objects.filter(pk="TO04").update(withdrawn_on="2030-01-01")
    text = words_in(signed_in.get(reverse("appraisal:session", args=[session.pk])))
    assert "Buurtraad Brugveld is no longer among the parties of the workspace." in text
    with pytest.raises(actions.CannotAppraise, match="it can give no weights any more"):
        entered(session, TWO, (1, 1, 1, 1), core_team)
    actions.release(session, by=core_team, at=timezone.now())
    assert list(queries.page_of(session).standing.weights) == [ONE]


def test_an_invitation_gives_a_link_that_leads_to_the_page_of_the_party(session, signed_in, client, core_team):
    response = signed_in.post(
        reverse("appraisal:invite", args=[session.pk]), {"party": "parties:TO02", "role": "tn-plaats"}
    )
    link = response.context["link"]
    path = link.partition("testserver")[2]
    client.logout()
    client.cookies["django_language"] = "en"
    assert client.post(path).url == reverse("appraisal:enter", args=[session.pk])
    points = {f"points_{at}": 50 for at in (1, 2)} | {f"inner_{at}": 100 for at in (1, 2, 3, 4)}
    page = reverse("appraisal:enter", args=[session.pk])
    assert client.post(page, points | {"way": "points", "position": "B"}).url == page
    entry = Entry.objects.get(appraisal=session, party="parties:TO02")
    assert entry.points == dict.fromkeys(CODES, 25)
    refused = client.post(page, points | {"way": "points", "points_1": "0", "points_2": "0", "reason": "Blijft staan."})
    assert refused.status_code == 422
    assert "All criteria have 0 points" in words_in(refused)
    assert "Blijft staan." in refused.content.decode()


def test_a_link_leads_to_no_other_site(client, core_team):
    from samenhang.ground.people.actions import make_link

    secret = make_link(core_team, at=timezone.now())
    assert client.post(f"/aanmelden/{secret}/?verder=https://example.org/").url == "/"


def test_a_session_needs_somebody_in_it_before_it_can_be_released(session, framed, core_team):
    with pytest.raises(actions.CannotAppraise, match="No party gave anything yet"):
        actions.release(session, by=core_team, at=timezone.now())
    other = Appraisal.objects.create(area_id="TP01", by="seat:1", at=timezone.now(), frame=framed.frame)
    with pytest.raises(actions.CannotAppraise, match="There is no open session"):
        actions.invite(appraisal=other, party=Ref(ONE), by=core_team, at=timezone.now())


def test_the_worked_session_of_the_workspace_is_there_marked_and_whole(client):
    made = Appraisal.objects.filter(example=True).earliest("pk")
    page = queries.page_of(made)
    assert made.session == Session.RELEASED
    assert len(page.weights) == 3
    assert page.standing.whole is not None
    assert [judged.option.letter for judged in page.red] == ["A"]
    assert {judged.read for scored in page.scores for judged in scored.options} == {True, False}
    text = words_in(client.get(reverse("appraisal:page", args=[made.pk])))
    assert text.index("Option A is red.") < text.index("What follows")
    assert "worked example" in text
    for name in ("differ",):
        assert "Why we differ" in words_in(client.get(reverse(f"appraisal:{name}", args=[made.pk])))
