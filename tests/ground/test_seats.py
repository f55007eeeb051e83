"""Seats: a role on behalf of a party, for an area; the link that signs one in; and what the header says of it."""

import pytest
from django.utils import timezone

from samenhang.ground.ledger.acts import Code, Permission
from samenhang.ground.ledger.models import Act
from samenhang.ground.people.actions import seat_of_role
from samenhang.ground.people.models import Installer, Role, Seat
from samenhang.ground.people.queries import names_of
from samenhang.ground.places.models import Area
from samenhang.web import doors
from samenhang.web.cli import Refused

pytestmark = pytest.mark.django_db
NEW = ("CONTEST", "ANSWER", "ASK")


def seat(role="tn-plaats", area="TG01", party=None):
    return seat_of_role(
        Role.objects.get(pk=role), area=Area.objects.filter(pk=area).first(), party=party, by=Installer(), at=timezone.now()
    )  # fmt: skip


def linked(capsys, **asked):
    assert doors.link(**asked) == 0
    return capsys.readouterr().out.strip()


def refused(**asked):
    with pytest.raises(Refused) as refusal:
        doors.link(**asked)
    return str(refusal.value)


def test_one_seat_for_each_role_area_and_party():
    first = seat()
    assert (first.role_id, first.area_id, first.party) == ("tn-plaats", "TG01", "")
    assert seat() == first
    others = [seat(area="TG02"), seat(party=Code("parties:TO02")), seat(area=None), seat(role="tn-lezer")]
    assert len({first, *others}) == 5
    Seat.objects.filter(pk=first.pk).update(ended_on=timezone.localdate())
    assert seat() not in {first, *others}


def test_giving_a_seat_is_an_act_and_finding_it_is_none():
    before = Act.objects.count()
    seat()
    seat()
    acts = list(Act.objects.order_by("pk")[before:])
    assert [(act.verb, act.by) for act in acts] == [("people.seated", "seat:0")]


def test_a_seat_is_called_by_its_role_and_its_area():
    mine, whole = seat(), seat(area=None)
    assert names_of([mine.ref, whole.ref]) == {
        mine.ref: "Medewerker van een gemeente (Appelwoude)",
        whole.ref: "Medewerker van een gemeente",
    }


def test_the_header_shows_the_seat_with_its_area(client):
    client.force_login(seat().account)
    body = client.get("/privacy/", headers={"accept-language": "en"}).content.decode()
    assert '<span class="masthead__seat">Official of a municipality (Appelwoude)</span>' in body


def test_who_may_contest_and_who_may_answer():
    granted = {role.pk: [name for name in NEW if role.grants(Permission[name])] for role in Role.objects.all()}
    assert granted == {
        "tn-kern": ["ANSWER", "ASK"],
        "tn-sleutel": ["ANSWER", "ASK"],
        "tn-lezer": [],
        "tn-plaats": ["CONTEST"],
    }


def test_the_door_prints_a_link_for_the_seat_that_is_asked(capsys, client):
    url = linked(capsys, role="tn-plaats", area="TG02", party="TO04")
    made = Seat.objects.latest("pk")
    assert (made.role_id, made.area_id, made.party) == ("tn-plaats", "TG02", "parties:TO04")
    assert client.post(url.removeprefix("http://127.0.0.1:8000")).url == "/"
    assert client.get("/privacy/").wsgi_request.viewer == made
    assert linked(capsys, role="tn-plaats", area="TG02", party="TO04") != url
    assert Seat.objects.latest("pk") == made


def test_without_words_the_door_takes_the_first_role(capsys, core_team):
    before = Seat.objects.count()
    assert "/aanmelden/" in linked(capsys)
    assert Seat.objects.count() == before


def test_what_the_workspace_does_not_declare_is_refused_with_what_it_does():
    seats = Seat.objects.count()
    assert refused(role="tn-plaat") == (
        "There is no role 'tn-plaat' (did you mean tn-plaats?). "
        "The workspace declares: tn-kern, tn-lezer, tn-plaats, tn-sleutel."
    )
    assert refused(area="XX") == (
        "There is no area 'XX'. The workspace declares: TB01, TB02, TG01, TG02, TG03, TL01, TP01, TW01, TW02."
    )
    assert refused(party="x") == "There is no party 'x'. The workspace declares: TO01, TO02, TO03, TO04, TO05."
    assert Seat.objects.count() == seats


def test_an_area_that_is_no_more_has_no_seat():
    assert refused(role="tn-plaats", area="TG11").startswith("There is no area 'TG11'")
