"""The chain and the parties: who stands where, and above all what a visitor does not get to see."""

import pytest
from django.urls import reverse
from tests.asked import queries_of, rows_of

from samenhang.ground.ledger.acts import Permission
from samenhang.ground.people.queries import Visitor
from samenhang.insight.network import queries
from samenhang.insight.network.models import Interest, Party, PartyRole

pytestmark = pytest.mark.django_db

# what two parties of the fictional province did not confirm, in both languages
SECRETS = ("oogsttijd", "harvest time", "telefoon opneemt", "answers the phone")
PUBLIC = {
    ("tn-slapen", "tn-thuis"): [("TO02", True), ("TO01", True)],
    ("tn-inschrijven", "tn-thuis"): [("TO02", True)],
}
ALL = {
    ("tn-werken", "tn-werk"): [("TO03", False)],
    ("tn-slapen", "tn-thuis"): [("TO04", False), ("TO02", True), ("TO01", True)],
    ("tn-inschrijven", "tn-thuis"): [("TO02", True)],
}


def cells(chain):
    """The cells in which somebody stands, by code."""
    return {
        (crossing.stage.pk, crossing.theme.pk): [(here.party.pk, here.confirmed) for here in crossing.present]
        for link in chain.links
        for crossing in link.crossings
        if crossing.present
    }


def many_parties(number):
    """More parties like the one that the province already has, each with a role and two interests."""
    parties = [
        Party(code=f"X{place}", name=f"Party {place}", sector="private", verification="sourced")
        for place in range(number)
    ]
    Party.objects.bulk_create(parties)
    PartyRole.objects.bulk_create(
        PartyRole(code=f"{party.pk}/r", party=party, stage_id="tn-werken", process_role_id="tn-doen", basis="sourced")
        for party in parties
    )
    Interest.objects.bulk_create(
        Interest(code=f"{party.pk}/{theme}", party=party, theme_id=theme, text_nl="x", text_en="x", basis="sourced")
        for party in parties
        for theme in ("tn-werk", "tn-thuis")
    )


def test_a_visitor_sees_the_parties_whose_interest_stands_in_a_source():
    found = queries.chain(Visitor())
    assert cells(found) == PUBLIC
    assert (found.hidden, found.empty, found.crossings) == (2, 6, 8)


def test_the_core_team_sees_everyone_and_who_did_not_confirm(core_team):
    found = queries.chain(core_team)
    assert cells(found) == ALL
    assert (found.hidden, found.empty) == (0, 5)


def test_a_seat_without_the_permission_sees_what_a_visitor_sees(seat_of):
    reader = seat_of("tn-lezer")
    assert not reader.may(Permission.SEE_UNCONFIRMED)
    assert cells(queries.chain(reader)) == PUBLIC


def test_the_stages_stand_in_the_order_of_the_chain():
    found = queries.chain(Visitor())
    assert [link.stage.order for link in found.links] == [1, 2, 3, 4]
    assert [theme.pk for theme in found.themes] == ["tn-werk", "tn-thuis"]
    assert [[party.pk for party in link.parties] for link in found.links] == [
        [],
        ["TO03"],
        ["TO04", "TO02", "TO01", "TO05"],
        ["TO02"],
    ]


@pytest.mark.parametrize(
    "sector, expected",
    [
        ("public", PUBLIC),
        ("semi-public", {}),
        ("private", {("tn-werken", "tn-werk"): [("TO03", False)]}),
        ("civil", {("tn-slapen", "tn-thuis"): [("TO04", False)]}),
    ],
)
def test_a_sector_narrows_the_chain(core_team, sector, expected):
    assert cells(queries.chain(core_team, sector)) == expected


def test_a_party_without_a_stage_stands_below_the_chain():
    Party.objects.create(code="X1", name="Bureau Nadenken", sector="semi-public", verification="sourced")
    assert [party.pk for party in queries.chain(Visitor()).without_stage] == ["X1"]
    assert queries.chain(Visitor(), "public").without_stage == ()


def test_what_is_withdrawn_is_gone():
    PartyRole.objects.filter(party="TO01").update(withdrawn_on="2026-01-01")
    Interest.objects.filter(party="TO02").update(withdrawn_on="2026-01-01")
    assert cells(queries.chain(Visitor())) == {}


def test_the_counts_of_coherence_are_the_lists_behind_them(client, core_team):
    assert queries.counts_by_theme_and_field(Visitor()) == {("tn-thuis", "tn-ruimte"): 2, ("tn-thuis", "tn-mensen"): 1}
    seen = {("tn-thuis", "tn-ruimte"): 3, ("tn-thuis", "tn-mensen"): 1, ("tn-werk", "tn-mensen"): 1}
    assert queries.counts_by_theme_and_field(core_team) == seen
    client.force_login(core_team.account)
    listed = {
        (theme, field): client.get(reverse("network:parties"), {"thema": theme, "veld": field}).context["table"].count
        for theme in ("tn-werk", "tn-thuis", "tn-weten")
        for field in ("tn-ruimte", "tn-mensen")
    }
    assert {pair: count for pair, count in listed.items() if count} == seen


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(
    "url",
    ["/keten/", "/keten/?sector=private", "/keten/?format=csv", "/partijen/", "/partijen/?format=csv",
     "/partijen/?thema=tn-werk&format=csv", "/partijen/?q=Kasbedrijf", "/partijen/?sort=verification",
     "/partijen/TO03/", "/partijen/TO04/", "/samenhang/", "/samenhang/?format=csv", "/"],
)  # fmt: skip
def test_what_a_party_did_not_confirm_is_nowhere_to_be_read(client, url, language):
    client.cookies["django_language"] = language
    text = client.get(url).content.decode()
    assert [secret for secret in SECRETS if secret in text] == []


def test_a_visitor_cannot_filter_or_search_for_what_is_not_public(client):
    counts = {
        query: client.get(f"/partijen/?{query}").context["table"].count
        for query in ("thema=tn-werk", "thema=tn-thuis", "thema=!tn-werk", "q=oogsttijd", "q=telefoon", "q=Kasbedrijf")
    }
    assert counts == {
        "thema=tn-werk": 0,
        "thema=tn-thuis": 2,
        "thema=!tn-werk": 5,
        "q=oogsttijd": 0,
        "q=telefoon": 0,
        "q=Kasbedrijf": 1,
    }


def test_the_file_of_the_chain_holds_no_more_than_its_page(client, signed_in):
    client.logout()
    client.cookies["django_language"] = "en"
    stages = ["Recruitment", "Working", "Sleeping", "Registration"]
    empty = [[stage, theme, "", "", "nobody known"] for stage in stages for theme in ("Work", "Home")]
    sleeping = [
        ["Sleeping", "Home", "Gemeente Appelwoude", "public", "in a source"],
        ["Sleeping", "Home", "Provincie Zomerkade", "public", "in a source"],
    ]
    registered = ["Registration", "Home", "Gemeente Appelwoude", "public", "in a source"]
    heads = ["Stage", "Theme", "Party", "Sector", "Interest"]
    assert rows_of(client.get("/keten/?format=csv")) == [heads, *empty[:5], *sleeping, empty[6], registered]


def test_the_list_of_parties_as_a_file(client):
    client.cookies["django_language"] = "en"
    heads = ["Party", "Sector", "Level of government", "Stages of the chain", "Interest in", "Verification"]
    assert rows_of(client.get("/partijen/?format=csv")) == [
        heads,
        ["Buurtraad Brugveld", "civil society", "", "Sleeping", "", "read in a secondary source"],
        ["Gemeente Appelwoude", "public", "Municipality", "Sleeping, Registration", "Home",
         "role sourced, interests are our inference"],
        ["Kasbedrijf De Lange Appel", "private", "", "Working", "", "unverified"],
        ["Provincie Zomerkade", "public", "Province", "Sleeping", "Home", "role and interests sourced"],
        ["Woonstichting Het Dak", "semi-public", "", "Sleeping", "", "role and interests sourced"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    "query, codes",
    [
        ("sector=public", ["TO02", "TO01"]),
        ("schakel=tn-werken&schakel=tn-inschrijven", ["TO02", "TO03"]),
        ("veld=tn-mensen", ["TO02", "TO03"]),
        ("niveau=tn-gemeente", ["TO02"]),
        ("controle=unverified", ["TO03"]),
        ("sector=!public", ["TO04", "TO03", "TO05"]),
    ],
)
def test_the_filters_of_the_list(client, query, codes):
    table = client.get(f"/partijen/?{query}").context["table"]
    assert ([party.pk for party in table.records], table.problems) == (codes, ())


def test_a_visitor_reads_how_many_interests_are_not_public(client):
    client.cookies["django_language"] = "en"
    assert "2 interests were not confirmed by the parties themselves" in client.get("/keten/").content.decode()
    assert "1 interest of this party is not public" in client.get("/partijen/TO03/").content.decode()
    assert "is not public" not in client.get("/partijen/TO01/").content.decode()


def test_the_core_team_reads_that_the_party_did_not_confirm(signed_in):
    signed_in.cookies["django_language"] = "en"
    text = signed_in.get("/partijen/TO03/").content.decode()
    assert "Enough people at harvest time." in text
    assert "not confirmed by the party" in text
    assert "not confirmed by the party" in signed_in.get("/keten/").content.decode()
    signed_in.cookies["django_language"] = "nl"
    assert "niet bevestigd door de partij" in signed_in.get("/partijen/TO03/").content.decode()


def test_the_page_of_a_party_says_every_theme_and_whose_word_a_role_is():
    page = queries.party_page(Visitor(), "TO02")
    assert [(of.theme.pk, [interest.text_en for interest in of.interests]) for of in page.themes] == [
        ("tn-werk", []),
        ("tn-thuis", ["Quiet neighbourhoods and a fair share of the places."]),
    ]
    assert [(stage.pk, [(role.process_role_id, role.basis) for role in roles]) for stage, roles in page.stages] == [
        ("tn-werven", []),
        ("tn-werken", []),
        ("tn-slapen", [("tn-opletten", "our reading")]),
        ("tn-inschrijven", [("tn-doen", "sourced")]),
    ]
    assert (page.hidden, page.in_stages, page.followed) == (0, 2, False)


@pytest.mark.parametrize("url", ["/partijen/XX/", "/partijen/TO01'/", "/partijen/%00/"])
def test_a_party_that_is_not_there(client, url):
    assert client.get(url).status_code == 404


def test_a_sector_that_does_not_exist_is_said(client):
    client.cookies["django_language"] = "en"
    response = client.get("/keten/?sector=martian")
    assert response.status_code == 200
    assert "This sector does not exist" in response.content.decode()
    assert cells(response.context["chain"]) == PUBLIC


@pytest.mark.parametrize(
    "url", ["/keten/", "/partijen/", "/partijen/?per=100", "/partijen/TO01/", "/partijen/?format=csv"]
)
def test_thirty_parties_cost_no_more_queries_than_one(client, url):
    before = queries_of(client, url)
    many_parties(30)
    assert queries_of(client, url) == before
