"""The frame of every page, the desk, what hangs together, the sections, and the pages for what goes wrong."""

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from tests.insight.signals_kit import reported

from samenhang.ground.ledger.models import Act, Head
from samenhang.ground.lexicon.models import Province, Theme, Verb
from samenhang.ground.people.actions import toggle_follow
from samenhang.ground.people.queries import Visitor
from samenhang.insight.evidence.models import Bottleneck, Figure
from samenhang.insight.network.models import Interest, Party
from samenhang.insight.signals.models import Signal
from samenhang.insight.voices.models import Round
from samenhang.steering.governance.models import Decision
from samenhang.steering.programme.models import Measure
from samenhang.web.home import views
from samenhang.web.home.queries import coherence, desk, frame
from samenhang.weighing.appraisal.models import Appraisal

pytestmark = pytest.mark.django_db

PAGES = [page for section in frame.SECTIONS for page in section.pages]
OWN = ["/", "/samenhang/", "/toegankelijkheid/", "/privacy/", *(f"/{slug}/" for slug in frame.SLUGS)]


def done(verb, by, day):
    """One act in the log, as the chain would have it; the seal does not matter here."""
    last = Act.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    at = datetime(2030, 1, day, 12, tzinfo=UTC)
    return Act.objects.create(pk=last + 1, verb=verb, by=by, at=at, facts="{}", seal="")


# the frame


def test_the_frame_costs_two_queries(client):
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/privacy/").status_code == 200
    assert len(captured) == 2


def test_every_page_of_the_menu_has_an_address():
    assert [page.name for page in PAGES if not frame._url(page.name)] == []


def test_every_page_of_the_menu_can_be_read_without_signing_in(client):
    assert {page.name: client.get(reverse(page.name)).status_code for page in PAGES} == {
        page.name: 200 for page in PAGES
    }


@pytest.mark.parametrize(
    "name, section, page",
    [
        ("network:chain", "inzicht", "network:chain"),
        ("network:party", "inzicht", "network:parties"),
        ("appraisal:weights", "afwegen", "appraisal:list"),
        ("governance:timeline", "sturen", "governance:timeline"),
        ("home:page", None, None),
        ("people:sign_in", None, None),
    ],
)
def test_the_menu_knows_where_one_is(name, section, page):
    made = frame.nav(name)
    assert [found.slug for found in made if found.current] == ([section] if section else [])
    assert [found.name for each in made for found in each.pages if found.current] == ([page] if page else [])


def test_pages_that_belong_together_are_one_entry_of_the_menu():
    groups = [
        [page.name for page in group.pages]
        for section in frame.nav("evidence:contests")
        for group in section.groups
        if group.current
    ]
    assert groups == [
        [
            "evidence:indicators",
            "evidence:contests",
            "evidence:revisions",
            "evidence:questions",
            "evidence:publications",
            "evidence:definitions",
        ]
    ]
    assert max(len(section.groups) for section in frame.SECTIONS) <= 7


def test_a_page_whose_leader_is_not_served_leads_itself():
    section = next(found for found in frame.SECTIONS if found.slug == "afwegen")
    alone = replace(section, pages=tuple(page for page in section.pages if page.name == "appraisal:frames"))
    assert [group.lead.name for group in alone.groups] == ["appraisal:frames"]


def test_a_room_that_is_not_served_has_no_place_in_the_menu(settings):
    settings.ROOT_URLCONF = "samenhang.web.home.urls"
    assert frame._url("network:chain") == ""


def test_the_version_of_the_data_is_the_day_of_the_load_and_the_seal_of_the_record():
    Province.objects.update(loaded_at=datetime(2026, 11, 22, 9, tzinfo=UTC))
    seal = Head.objects.get().seal
    with translation.override("nl"):
        assert frame.data_version(Province.objects.get()) == f"22 november 2026 · {seal[:8]}"
    assert frame.data_version(None) == ""


@pytest.mark.parametrize("url", OWN)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_pages_of_home_exist_in_both_languages(client, url, language):
    client.cookies["django_language"] = language
    response = client.get(url)
    text = response.content.decode()
    assert (response.status_code, text.count("<h1"), f'<html lang="{language}"' in text) == (200, 1, True)


@pytest.mark.parametrize("section", frame.SECTIONS, ids=lambda section: section.slug)
def test_a_section_lists_its_pages_with_a_sentence_each(client, section):
    client.cookies["django_language"] = "en"
    found = client.get(reverse("home:section", args=[section.slug])).context["section"]
    assert [(page.name, str(page.sentence)) for page in found.pages] == [
        (page.name, str(page.sentence)) for page in section.pages if frame._url(page.name)
    ]


def test_a_page_works_before_anything_is_loaded(client):
    Province.objects.all().delete()
    Head.objects.all().delete()
    assert {url: client.get(url).status_code for url in OWN} == dict.fromkeys(OWN, 200)


# the desk


def test_the_same_deed_on_the_same_day_is_one_line(core_team):
    Act.objects.filter(verb__in=["evidence.received", "evidence.computed"]).update(at=datetime(2029, 1, 1, tzinfo=UTC))
    done("evidence.received", core_team.ref, 1)
    done("evidence.computed", core_team.ref, 1)
    done("evidence.received", core_team.ref, 1)
    done("evidence.received", core_team.ref, 2)
    last = done("reports.published", "seat:0", 3)
    with translation.override("en"):
        told = [(change.sentence, change.times, change.at.day) for change in desk.changes()[:4]]
    received, computed, published = (
        Verb.objects.get(pk=code).en for code in ("evidence.received", "evidence.computed", "reports.published")
    )
    assert told == [
        (published.replace("{by}", "The installation"), 1, 3),
        (received.replace("{by}", "Core group"), 1, 2),
        (received.replace("{by}", "Core group"), 2, 1),
        (computed.replace("{by}", "Core group"), 1, 1),
    ]
    assert desk.changes()[0].url == f"/herkomst/{last.ref}/"


def test_housekeeping_is_no_news(core_team):
    done("workspace.received", core_team.ref, 1)
    done("reports.published", core_team.ref, 1)
    done("people.seated", core_team.ref, 1)
    with translation.override("nl"):
        said = Verb.objects.get(pk="reports.published").nl
        assert desk.changes()[0].sentence == said.replace("{by}", "Kerngroep")


def test_what_belongs_to_the_worked_example_says_so(client):
    """The whole example was played when the fictional province was loaded; a frame is no example."""
    shown = {change.url.strip("/").rpartition("/")[2]: change.example for change in desk.changes()}
    verbs = {act.ref: act.verb for act in Act.objects.all()}
    assert {verbs[ref]: example for ref, example in shown.items()} == {
        "programme.fitted": True,
        "programme.set_out": True,
        "programme.scored": True,
        "programme.paired": True,
        "programme.sized": True,
        "programme.proposed": True,
    }
    client.cookies["django_language"] = "en"
    assert client.get("/").content.decode().count("worked example") == 6


def test_a_deed_of_the_province_is_not_taken_for_the_example(core_team):
    Decision.objects.update(example=False)
    Appraisal.objects.update(example=True)
    decided, weighed = (Act.objects.filter(verb=verb) for verb in ("governance.decided", "appraisal.weighed"))
    assert desk.examples([*decided, *weighed]) == {act.pk for act in weighed}


def test_a_thousand_acts_cost_no_more_queries_than_one(client):
    def count():
        with CaptureQueriesContext(connection) as captured:
            client.get("/")
        return len(captured)

    before = count()
    last = Act.objects.order_by("-pk").first().pk
    Act.objects.bulk_create(
        Act(pk=last + 1 + place, verb=f"room.deed{place % 40}", by="seat:1", at=timezone.now(), facts="{}", seal="")
        for place in range(1000)
    )
    assert count() <= before


def test_the_number_that_sources_contradict_each_other_on():
    found = desk.contested(Province.objects.get())
    assert (found.indicator.pk, found.area.pk, found.sources) == ("TI01", "TP01", 2)
    assert [cell.value for cell in (found.low, found.high)] == [4200, 5500]
    assert [line.figure.period for line in found.lines] == ["2024", "2024"]  # forecasts say how many there may be
    assert all(cell.ref.startswith("sheet:") for cell in (found.low, found.high))


def test_where_sources_agree_nothing_is_contested():
    Figure.objects.filter(indicator="TI01", area="TP01").update(value=4200)
    assert desk.contested(Province.objects.get()) is None
    assert desk.contested(None) is None


def test_a_visitor_has_no_desk_but_sees_the_number_and_the_sections(client):
    client.cookies["django_language"] = "en"
    response = client.get("/")
    text = response.content.decode()
    assert "One question, 2 sources" in text
    assert ("What waits for me" in text, "What I follow" in text) == (False, False)
    assert (response.context["waiting"], response.context["follows"]) == ([], [])
    assert [section.slug for section in response.context["sections"]] == list(frame.SLUGS)


def test_a_seat_sees_what_waits_and_what_it_follows(signed_in):
    signed_in.cookies["django_language"] = "en"
    text = signed_in.get("/").content.decode()
    assert ("What waits for me" in text, "You follow nothing yet." in text) == (True, True)


def test_what_one_follows_has_its_name_its_page_and_the_last_thing_that_happened(core_team):
    for ref in ("indicators:TI01", "areas:TL01", "parties:TO05", "parties:gone", "nothing:1"):
        toggle_follow(core_team, ref, at=timezone.now())
    with translation.override("en"):
        found = desk.follows(core_team)
    assert {followed.label: followed.url for followed in found} == {
        "Labour migrants": "/cijfers/TI01/",
        "Nergensland": "/gebieden/TL01/",
        "Woonstichting Het Dak": "/partijen/TO05/",
        "gone": "/herkomst/parties:gone/",
    }
    acts = [int(followed.last.url.strip("/").rpartition(":")[2]) if followed.last else 0 for followed in found]
    assert acts == sorted(acts, reverse=True)
    labels = {followed.label: followed.last for followed in found}
    assert labels["Nergensland"] is None
    assert labels["Labour migrants"].sentence


def test_following_an_interest_that_is_not_public_does_not_show_it(seat_of, core_team):
    secret = Interest.objects.get(party="TO03")
    names = {}
    for seat in (seat_of("tn-lezer"), core_team):
        toggle_follow(seat, secret.ref, at=timezone.now())
        with translation.override("en"):
            names[seat.role_id] = [followed.label for followed in desk.follows(seat)]
    hidden = "Not public: the party has not confirmed this"
    assert names == {"tn-lezer": [hidden], "tn-kern": ["Enough people at harvest time."]}


# what hangs together


def counts(found):
    return {
        (here.theme.pk, here.field.pk): (here.figures, here.parties, here.bottlenecks)
        for here in found.crossings
        if not here.empty
    }


def planned(theme, field):
    made = Measure.objects.create(
        accountable=Party.objects.order_by("pk").first(), carrier="team", by="seat:1", at=timezone.now()
    )
    made.themes.set([theme])
    made.fields.set([field])


def test_each_theme_and_policy_field_counts_figures_parties_and_bottlenecks():
    found = coherence.coherence(Visitor())
    assert counts(found) == {
        ("tn-werk", "tn-mensen"): (7, 0, 0),
        ("tn-thuis", "tn-ruimte"): (3, 2, 1),
        ("tn-thuis", "tn-mensen"): (1, 1, 0),
        ("tn-weten", "tn-mensen"): (7, 0, 1),
    }
    assert (len(found.crossings), found.empty, found.thin, found.hidden) == (6, 2, 4, 2)
    planned("tn-thuis", "tn-ruimte")  # there is nothing now that it lacks
    found = coherence.coherence(Visitor())
    assert (found.empty, found.thin) == (2, 3)


def test_the_core_team_also_counts_what_is_not_public(core_team):
    found = coherence.coherence(core_team)
    assert {pair: parties for pair, (_figures, parties, _bottlenecks) in counts(found).items() if parties} == {
        ("tn-werk", "tn-mensen"): 1,
        ("tn-thuis", "tn-ruimte"): 3,
        ("tn-thuis", "tn-mensen"): 1,
    }
    assert found.hidden == 0


def test_a_count_of_coherence_leads_to_a_list_of_as_many(client):
    planned("tn-thuis", "tn-ruimte")
    planned("tn-thuis", "tn-ruimte")
    planned("tn-werk", "tn-ruimte")
    text = client.get("/samenhang/").content.decode()
    assert [here.measures for here in coherence.coherence(Visitor()).crossings] == [1, 0, 2, 0, 0, 0]
    for here in coherence.coherence(Visitor()).crossings:
        query = f"thema={here.theme.pk}&veld={here.field.pk}"
        urls = {
            f"{reverse('evidence:indicators')}?{query}&onderwerp=!context": here.indicators,
            f"{reverse('network:parties')}?{query}": here.parties,
            f"{reverse('evidence:bottlenecks')}?{query}": here.bottlenecks,
            f"{reverse('programme:measures')}?{query}": here.measures,
        }
        for url, count in urls.items():
            assert (f'href="{url.replace("&", "&amp;")}"' in text) == bool(count), url
            assert client.get(url).context["table"].count == count, url


def test_signals_are_counted_for_the_desk_alone(client, signed_in):
    theme = Theme.objects.first()
    for _number in range(3):
        Signal.objects.filter(pk=reported().pk).update(theme=theme)
    Signal.objects.filter(pk=reported().pk).update(theme=theme, state="guarded")
    assert {row.signals for row in coherence.coherence(Visitor()).rows} == {None}
    url = f"{reverse('signals:list')}?thema={theme.pk}"
    assert f'href="{url}"' not in Client().get("/samenhang/").content.decode()
    text = signed_in.get("/samenhang/").content.decode()
    assert signed_in.get(url).context["table"].count == 3
    assert re.search(rf'href="{re.escape(url)}"><span class="number">3</span>', text)
    assert text.count("nog geen signalen") == Theme.objects.filter(withdrawn_on=None).count() - 1


def test_rounds_are_counted_or_there_is_none_yet(client):
    client.cookies["django_language"] = "en"
    Round.objects.all().delete()
    assert "There has been no round yet" in client.get("/samenhang/").content.decode()
    Round.objects.create(opens_on="2026-01-01", closes_on="2026-02-01", phase="open", by="seat:1")
    Round.objects.create(opens_on="2026-01-01", closes_on="2026-02-01", phase="draft", by="seat:1")
    text = client.get("/samenhang/").content.decode()
    assert '<span class="number">1</span> round in which people say what they think' in text


def test_an_empty_cell_is_lit(client):
    client.cookies["django_language"] = "en"
    Bottleneck.objects.update(withdrawn_on="2026-01-01")
    text = client.get("/samenhang/").content.decode()
    assert (text.count(">nothing known<"), text.count(">no bottlenecks<"), text.count(">no parties<")) == (2, 4, 2)


def test_coherence_as_a_file(client):
    client.cookies["django_language"] = "en"
    rows = list(csv.reader(io.StringIO(client.get("/samenhang/?format=csv").content.decode("utf-8-sig"))))
    assert rows[:3] == [
        ["Theme", "Policy field", "Indicators", "Figures", "Parties", "Bottlenecks", "Measures"],
        ["Work", "Space and housing", "0", "0", "0", "0", "0"],
        ["Work", "People and participation", "1", "7", "0", "0", "0"],
    ]
    assert len(rows) == 7


# what goes wrong


def test_a_page_that_does_not_exist_says_so_and_leads_home(client):
    client.cookies["django_language"] = "en"
    response = client.get("/no/such/page/")
    text = response.content.decode()
    assert response.status_code == 404
    assert ("This page does not exist" in text, 'href="/"' in text, "Resolver404" in text) == (True, True, False)


@pytest.mark.parametrize(
    "view, problem, status, said",
    [
        (views.bad_request, ValueError("secret detail"), 400, "This request cannot be read"),
        (views.refused, PermissionDenied("Your role does not allow this."), 403, "Your role does not allow this."),
        (views.refused, PermissionDenied(), 403, "Ask the core team for a seat that does."),
        (views.not_found, Http404("There is no party with this code."), 404, "There is no party with this code."),
        (views.not_found, Http404({"path": "secret detail"}), 404, "the page has moved"),
        (views.forged, "secret detail", 403, "This form is too old"),
    ],
)
def test_what_goes_wrong_is_a_sentence(view, problem, status, said):
    request = RequestFactory().get("/")
    request.resolver_match = None
    with translation.override("en"):
        response = view(request, problem)
    text = response.content.decode()
    assert response.status_code == status
    assert (said in text, "secret detail" in text, 'href="/"' in text) == (True, False, True)


def test_a_form_without_its_token_gets_a_friendly_page():
    client = Client(enforce_csrf_checks=True)
    client.cookies["django_language"] = "en"
    response = client.post(reverse("people:sign_out"))
    assert response.status_code == 403
    assert "This form is too old" in response.content.decode()


def test_a_failure_shows_a_sentence_without_asking_the_database(monkeypatch):
    def fail(*given):
        raise RuntimeError("the disk is on fire")

    monkeypatch.setattr(desk, "changes", fail)
    client = Client(raise_request_exception=False)
    client.cookies["django_language"] = "en"
    response = client.get("/")
    text = response.content.decode()
    assert response.status_code == 500
    assert ("Something went wrong" in text, "on fire" in text) == (True, False)
    with CaptureQueriesContext(connection) as captured:
        assert views.broken(RequestFactory().get("/")).status_code == 500
    assert len(captured) == 0


# the pages about the site itself


def test_privacy_names_every_cookie_that_can_be_set(client):
    text = client.get("/privacy/").content.decode()
    names = (
        settings.SESSION_COOKIE_NAME,
        settings.CSRF_COOKIE_NAME,
        settings.LANGUAGE_COOKIE_NAME,
        CookieStorage.cookie_name,
    )
    assert [name for name in names if f"<code>{name}</code>" not in text] == []


def test_a_visitor_who_only_reads_gets_no_session(client):
    for url in OWN:
        client.get(url)
    assert settings.SESSION_COOKIE_NAME not in client.cookies
