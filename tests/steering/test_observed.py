"""A bottleneck that signals showed: a measure points at it, it can be taken back with a reason, and what rests on it says so."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from tests.steering.test_programme import proposed

from samenhang.ground.ledger.acts import Words
from samenhang.ground.ledger.models import Act, Mention, Prose
from samenhang.ground.ledger.queries.verify import verify
from samenhang.ground.people.queries import Visitor
from samenhang.insight.evidence import actions as evidence
from samenhang.insight.evidence.models import Observed
from samenhang.steering.programme import actions
from samenhang.steering.programme.forms.measures import MeasureForm
from samenhang.steering.programme.models import Measure
from samenhang.steering.programme.queries import tree, waiting
from samenhang.steering.programme.queries.capacity import names_of_served
from samenhang.steering.programme.queries.setting import serves

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def seen(by, words="Beds are rented twice.", kind="bottleneck"):
    return Observed.objects.create(
        kind=kind, theme_id="tn-thuis", area_id="TP01", words=Prose.objects.create(body=words), since=date(2026, 1, 1),
        until=date(2026, 6, 30), count=15, workers="sheet:a#b/c", rate=1.0, low=0.5, high=2.0, by=by.ref, at=timezone.now(),
    )  # fmt: skip


def taken_back(row, by, reason="Two bureaus sent the same list."):
    return evidence.retract(observed=row, reason=Words(reason), by=by, at=timezone.now())


def test_a_measure_points_at_a_bottleneck_from_signals_and_the_trace_shows_it(core_team, signed_in):
    row = seen(core_team)
    measure = proposed(core_team, observed=[row])
    assert [one.text for one in measure.observed.all()] == ["Beds are rented twice. (Zomerkade)"]
    act = Act.objects.get(verb="programme.proposed", mentions__ref=measure.ref)
    assert Mention.objects.get(act=act, role="observed").ref == row.ref
    page = signed_in.get(f"/programma/maatregelen/{measure.pk}/", headers=ENGLISH).content.decode()
    assert f'href="/knelpunten/#observed-{row.pk}">Beds are rented twice. (Zomerkade)</a>' in page
    for ref in (measure.ref, row.ref):
        trace = signed_in.get(f"/herkomst/{ref}/", headers=ENGLISH).content.decode()
        assert ("Beds are rented twice." in trace, "Bedden zoeken" in trace) == (True, True), ref
    assert verify().problems == []


def test_the_form_offers_what_signals_showed_beside_what_is_declared_and_keeps_it(core_team, signed_in):
    assert "observed" not in MeasureForm(initial={"base": 0}).fields  # signals showed nothing yet
    row, other = seen(core_team), seen(core_team, "Nobody answers the phone.")
    seen(core_team, "Followed alone.", kind="indicator")
    taken_back(other, core_team)
    page = signed_in.get("/programma/maatregelen/nieuw/", headers=ENGLISH).content.decode()
    assert "Bottlenecks seen in signals that it serves" in page
    assert ("Beds are rented twice." in page, "Nobody answers" in page, "Followed alone." in page) == (
        True,
        False,
        False,
    )
    typed = {
        "base": "0", "title": "Bedden tellen", "accountable": "TO01", "responsible": ["TO02"], "carrier": "team",
        "observed": [str(row.pk)],
    }  # fmt: skip
    answer = signed_in.post("/programma/maatregelen/nieuw/", typed)
    assert answer.status_code == 302
    made = Measure.objects.latest("pk")
    assert list(made.observed.all()) == [row]
    # changed after the bottleneck was withdrawn: the link stays, and says what it is
    taken_back(row, core_team)
    url = reverse("programme:change", args=[made.pk])
    assert "Beds are rented twice. (Zomerkade), withdrawn" in signed_in.get(url, headers=ENGLISH).content.decode()
    assert signed_in.post(url, {**typed, "base": "1", "title": "Bedden blijven tellen"}).status_code == 302
    made.refresh_from_db()
    assert (list(made.observed.all()), made.title.body) == ([row], "Bedden blijven tellen")


@pytest.mark.parametrize("kind, withdrawn", [("bottleneck", True), ("indicator", False)])
def test_what_was_withdrawn_or_is_only_followed_is_no_reason_for_a_new_measure(core_team, kind, withdrawn):
    row = seen(core_team, kind=kind)
    if withdrawn:
        taken_back(row, core_team)
    before = Measure.objects.count()
    with pytest.raises(actions.CannotProgramme, match="cannot be chosen any more"):
        proposed(core_team, observed=[row])
    assert Measure.objects.count() == before


def test_what_is_withdrawn_stays_visible_with_its_reason_and_who_did_it(core_team, signed_in):
    row = seen(core_team)
    page = signed_in.get("/knelpunten/", headers=ENGLISH).content.decode()
    url = f"/knelpunten/gezien/{row.pk}/intrekken/"
    assert f'href="{url}"' in page
    assert signed_in.get(url).status_code == 200
    refused = signed_in.post(url, {"words": "  "}, headers=ENGLISH)
    assert (refused.status_code, "Write in one sentence why" in refused.content.decode()) == (422, True)
    answer = signed_in.post(url, {"words": "Two bureaus sent the <same> list."})
    assert answer.headers["Location"] == f"/knelpunten/#observed-{row.pk}"
    page = Client().get("/knelpunten/", headers=ENGLISH).content.decode()
    card = page.split(f'id="observed-{row.pk}"')[1].split("</article>")[0]
    for told in ("Beds are rented twice.", "withdrawn", "Core group", "Two bureaus sent the &lt;same&gt; list."):
        assert told in card, told
    assert "intrekken" not in card
    trace = signed_in.get(f"/herkomst/{row.ref}/", headers=ENGLISH).content.decode()
    assert "withdrew what signals showed" in trace
    assert "Two bureaus sent the &lt;same&gt; list." in trace
    act = Act.objects.get(verb="evidence.retracted")
    assert ("bureaus" in act.facts, act.mentions.filter(ref=row.ref, role="observed").exists()) == (False, True)
    assert signed_in.get(url).status_code == 302  # nothing is left to withdraw


def test_something_to_follow_is_withdrawn_on_the_page_of_figures(core_team, signed_in):
    row = seen(core_team, kind="indicator")
    answer = signed_in.post(f"/knelpunten/gezien/{row.pk}/intrekken/", {"words": "It says nothing."})
    assert answer.headers["Location"] == f"/cijfers/#observed-{row.pk}"
    assert "It says nothing." in Client().get("/cijfers/").content.decode()


def test_it_is_withdrawn_once_by_who_may(core_team, seat_of):
    row = seen(core_team)
    with pytest.raises(PermissionDenied):
        taken_back(row, seat_of("tn-lezer"))
    assert Client().post(f"/knelpunten/gezien/{row.pk}/intrekken/", {"words": "x"}).status_code == 403
    taken_back(row, core_team)
    with translation.override("en"), pytest.raises(evidence.CannotObserve, match="withdrawn already"):
        taken_back(row, core_team, "Again.")
    row.refresh_from_db()
    assert row.reason.body == "Two bureaus sent the same list."


def test_a_number_that_is_not_there_has_a_page(signed_in):
    assert signed_in.get("/knelpunten/gezien/999999/intrekken/").status_code == 404


def test_what_rests_on_a_withdrawn_bottleneck_says_so_and_asks_to_be_looked_at(core_team, seat_of, signed_in):
    row = seen(core_team)
    measure = proposed(core_team, observed=[row])
    path = f"/programma/maatregelen/{measure.pk}/"
    told = "A bottleneck that this measure serves was withdrawn."
    assert told not in signed_in.get(path, headers=ENGLISH).content.decode()
    assert [one.url for one in waiting(core_team)] == []
    taken_back(row, core_team)
    page = signed_in.get(path, headers=ENGLISH).content.decode()
    assert (told in page, "Two bureaus sent the same list." in page) == (True, True)
    assert [one.url for one in waiting(core_team)] == [path]
    assert [one.url for one in waiting(seat_of("tn-lezer"))] == []
    assert path in signed_in.get("/", headers=ENGLISH).content.decode()
    Measure.objects.filter(pk=measure.pk).update(state="stopped")
    assert [one.url for one in waiting(core_team)] == []


def test_a_bottleneck_from_signals_counts_in_what_is_served_until_it_is_withdrawn(core_team):
    row = seen(core_team)
    assert row in tree(Visitor()).unserved
    measure = proposed(core_team, observed=[row])
    assert row not in tree(Visitor()).unserved
    assert row.ref in serves(measure)
    assert names_of_served([row.ref]) == {row.ref: "Beds are rented twice. (Zomerkade)"}
    taken_back(row, core_team)
    assert row.ref not in serves(Measure.objects.get(pk=measure.pk))
    assert row not in tree(Visitor()).unserved  # nobody has to serve it any more


def test_the_pages_ask_as_much_for_many_as_for_one(core_team, signed_in):
    rows = [seen(core_team)]
    measure = proposed(core_team, observed=rows)

    def asked(path):
        with CaptureQueriesContext(connection) as queries:
            assert signed_in.get(path).status_code == 200
        return len(queries)

    taken_back(rows[0], core_team)
    paths = (
        f"/programma/maatregelen/{measure.pk}/",
        f"/programma/maatregelen/{measure.pk}/wijzigen/",
        "/knelpunten/",
        "/programma/",
    )
    before = [asked(path) for path in paths]
    rows += [seen(core_team, f"Number {n}") for n in range(12)]
    for row in rows[1:5]:
        taken_back(row, core_team)
    measure.observed.set(rows)
    assert [asked(path) for path in paths] == before


def test_the_database_refuses_half_a_withdrawal(core_team):
    row = seen(core_team)
    for wrong in ({"withdrawn_at": timezone.now()}, {"withdrawn_by": core_team.ref}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Observed.objects.filter(pk=row.pk).update(**wrong)
