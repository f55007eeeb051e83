"""Evidence that is set aside keeps its reason and stays in view; what nobody knows becomes a question with an owner."""

import csv
import io
import json

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from tests.insight.evidence_rows import deliver, figure
from tests.insight.said_rows import english, seat_for, set_aside, stated

from samenhang.ground.ledger.acts import Ref, Words
from samenhang.ground.ledger.models import Act
from samenhang.ground.lexicon.models import Purpose
from samenhang.ground.people.queries import Visitor
from samenhang.ground.places.models import Area
from samenhang.insight.evidence import actions, queries
from samenhang.insight.evidence.models import Aside, Indicator, Reading
from samenhang.insight.evidence.queries import aside
from samenhang.insight.evidence.queries.areas import area_page, cells_of, series_of
from samenhang.insight.evidence.queries.figures import outermost
from samenhang.insight.evidence.queries.figures import stated as lines_of
from samenhang.insight.evidence.queries.indicators import indicator_page

pytestmark = pytest.mark.django_db
LETTER, COUNT = "TP01/2024/TX02/TI01/TD02", "TP01/2024/TX01/TI01/TD01"
ASIDE, QUESTIONS = "/cijfers/TI01/opzij/", "/onderzoeksvragen/"
TODAY = timezone.localdate()


def refused(deed, *args, error=actions.CannotSetAside, **given):
    acts = Act.objects.count()
    with translation.override("en"), pytest.raises(error) as refusal:
        deed(*args, **given)
    assert Act.objects.count() == acts
    return str(refusal.value)


def take_back(found, by, words="Het is toch goed te vergelijken."):
    return actions.take_back(aside=found, words=Words(words), by=by, at=timezone.now())


def page_of(code="TP01"):
    return indicator_page(Visitor(), Indicator.objects.get(pk="TI01"), Area.objects.get(pk=code), TODAY)


# the deed


def test_a_figure_is_set_aside_with_a_reason_of_the_list_and_a_sentence(core_team):
    made = set_aside(core_team, row=LETTER, kind="unclear", words="De brief zegt niet wie zij meetelt.")
    assert (made.area_id, made.indicator_id, made.source_id, made.figure, made.kind, made.words.body, made.by, made.back_at) == (
        "TP01", "TI01", "tn-telling", stated(LETTER).ref, "unclear", "De brief zegt niet wie zij meetelt.", core_team.ref, None,
    )  # fmt: skip
    act = Act.objects.latest("pk")
    assert (act.verb, json.loads(act.facts)) == ("evidence.set_aside", {"kind": "unclear", "words_length": 35})
    assert [(one.role, one.target) for one in act.mentions.order_by("place")] == [
        ("figure", stated(LETTER).ref), ("area", "areas:TP01"), ("indicator", "indicators:TI01"), ("made", made.ref),
    ]  # fmt: skip


def test_it_counts_for_nothing_and_stays_in_view(core_team):
    before = page_of()
    assert (len(before.lines), before.highest.high.value, before.sources, before.aside) == (3, 5500, 3, ())
    made = set_aside(core_team, row=LETTER)
    found = page_of()
    assert [line.figure.row for line in found.lines] == ["TP01/2030/TX05/TI01/TD02/from", COUNT]
    assert (found.lowest.figure.row, found.highest.figure.row, found.sources, found.definitions) == (COUNT, COUNT, 2, 2)
    ((told, line, ref),) = found.aside
    with translation.override("nl"):
        assert (told.aside, told.words, told.by, line.figure.row, ref) == (
            made, "Ligt ver van al het andere.", "Kerngroep", LETTER, stated(LETTER).ref,
        )  # fmt: skip
    assert stated(LETTER).value == 5500


def test_one_end_of_a_range_takes_the_range_along(core_team):
    set_aside(core_team, row="TP01/2030/TX05/TI01/TD02/to")
    assert [line.figure.row for line in page_of().lines] == [COUNT, LETTER]


def test_when_all_is_set_aside_nothing_is_lowest(core_team, client):
    for row in (COUNT, LETTER, "TP01/2030/TX05/TI01/TD02/from"):
        set_aside(core_team, row=row)
    area = Area.objects.get(pk="TP01")
    assert outermost(lines_of(queries.figures_of(area, Indicator.objects.get(pk="TI01")))) is None
    page = english(client, "/cijfers/TI01/")
    assert "Every figure of this indicator for this area was set aside." in page
    assert "Not known to the province" not in page


def test_it_leaves_the_map_and_is_nobodys_nearest(core_team):
    set_aside(core_team)
    set_aside(core_team, row="TP01/2024-Q4/TX03/TI03/TD04", kind="anecdotal")
    (series,) = series_of(Indicator.objects.get(pk="TI01"), TODAY)
    assert set(cells_of(series, Area.objects.all(), TODAY)) == {"TG02", "TG03"}
    unknown = {one.indicator.pk: one for topic in area_page(Visitor(), "TG01", TODAY).topics for one in topic.unknown}
    assert unknown["TI03"].nearest is None


def test_it_cannot_be_chosen_and_a_reading_that_rests_on_it_says_so(core_team, client):
    def choose():
        return actions.read(
            indicator=Indicator.objects.get(pk="TI01"), area=Area.objects.get(pk="TP01"),
            purpose=Purpose.objects.get(pk="tn-gesprek"), choice=Ref(stated(LETTER).ref), reason=Words("Daarom."),
            example=False, by=core_team, at=timezone.now(),
        )  # fmt: skip

    choose()
    made = set_aside(core_team, row=LETTER)
    assert refused(choose, error=actions.CannotReceive) == (
        "This figure was set aside. Choose another, or take back first that it was set aside."
    )
    assert "The figure that was chosen has been set aside since." in english(client, "/cijfers/TI01/")
    client.force_login(core_team.account)
    offered = client.get("/cijfers/TI01/").context["form"].fields["choice"].choices
    assert stated(LETTER).ref not in dict(offered)
    take_back(made, core_team)
    assert choose() == Reading.objects.latest("pk")


def test_it_follows_the_figure_into_a_newer_edition(core_team):
    set_aside(core_team, row=LETTER)
    deliver({"TP01,2024,TI01,5500": "TP01,2024,TI01,5600"}, core_team)
    assert [line.figure.row for line in page_of().lines] == ["TP01/2030/TX05/TI01/TD02/from", COUNT]


def test_it_is_taken_back_by_a_new_act_and_both_reasons_stay(core_team, client):
    made = set_aside(core_team, row=LETTER)
    take_back(made, core_team)
    made.refresh_from_db()
    assert (made.back_words.body, made.back_by, made.back_at is not None) == (
        "Het is toch goed te vergelijken.", core_team.ref, True,
    )  # fmt: skip
    assert [act.verb for act in Act.objects.order_by("pk") if act.pk > Act.objects.count() - 2] == [
        "evidence.set_aside", "evidence.taken_back",
    ]  # fmt: skip
    assert len(page_of().lines) == 3
    page = english(client, "/cijfers/TI01/")
    assert "Ligt ver van al het andere." in page
    assert "Counts again: Het is toch goed te vergelijken." in page
    assert refused(take_back, made, core_team) == "This was taken back before."
    assert set_aside(core_team, row=LETTER) != made


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"kind": "boring"}, "Choose one of the reasons in the list."),
        ({"words": " "}, "Write in one sentence why this figure is set aside."),
    ],
)
def test_a_setting_aside_without_a_reason_is_refused(core_team, given, sentence):
    assert refused(set_aside, core_team, **given) == sentence


def test_it_is_set_aside_once_by_who_may(core_team):
    made = set_aside(core_team)
    assert refused(set_aside, core_team) == "This figure was set aside already."
    assert refused(take_back, made, core_team, words="") == "Write in one sentence why this figure counts again."
    for seat in (Visitor(), seat_for(), seat_for(role="tn-lezer")):
        with pytest.raises(PermissionDenied):
            set_aside(seat, row=LETTER)
        with pytest.raises(PermissionDenied):
            take_back(made, seat)


# what must never be false


def put(**changes):
    one = stated()
    given = {"indicator": one.indicator, "area": one.area, "source": one.source, "sheet": one.sheet, "row": one.row,
             "kind": "outlier", "by": "seat:1", "at": timezone.now(), **changes}  # fmt: skip
    return Aside.objects.create(**given)


def test_the_reason_is_one_of_the_list():
    for place, kind in enumerate(aside.ASIDE):
        put(kind=kind, row=str(place))
    with pytest.raises(IntegrityError), transaction.atomic():
        put(kind="boring", row="x")


def test_one_setting_aside_is_in_force():
    put(back_at=timezone.now(), back_by="seat:2")
    put()
    with pytest.raises(IntegrityError), transaction.atomic():
        put()


@pytest.mark.parametrize("half", [{"back_by": "seat:2"}, {"back_at": timezone.now()}])
def test_it_is_taken_back_wholly_or_not(half):
    put(back_at=timezone.now(), back_by="seat:2")
    with pytest.raises(IntegrityError), transaction.atomic():
        put(**half)


# the pages


def test_setting_aside_and_back_through_the_forms(client, core_team):
    client.force_login(core_team.account)
    asked = {"gebied": "TG01", "cel": stated().ref}
    assert "Set aside" in english(client, "/cijfers/TI01/?gebied=TG01")
    assert client.post(ASIDE, {**asked, "kind": "too-old", "words": ""}).status_code == 422
    assert client.post(ASIDE, {**asked, "kind": "", "words": "Old."}).status_code == 422
    sent = client.post(ASIDE, {**asked, "kind": "too-old", "words": "A count of long ago."})
    assert (sent.status_code, sent.url) == (302, "/cijfers/TI01/?gebied=TG01#side")
    page = english(client, "/cijfers/TI01/?gebied=TG01")
    assert "1 figure was set aside" in page
    assert "too old A count of long ago." in page
    assert "set aside" in english(client, "/gebieden/TG01/")
    assert "A count of long ago." in english(client, ASIDE, **asked)
    assert client.post(ASIDE, {**asked, "words": "It counts well."}).status_code == 302
    assert Aside.objects.get().back_words.body == "It counts well."


def test_the_forms_are_for_who_may(client):
    for account in (None, seat_for().account):
        if account:
            client.force_login(account)
        assert client.get(ASIDE, {"gebied": "TG01", "cel": stated().ref}).status_code == 403
        assert client.post(ASIDE, {"gebied": "TG01", "cel": stated().ref}).status_code == 403
        assert client.post(QUESTIONS, {}).status_code == 403
        assert client.get(f"{QUESTIONS}1/sluiten/").status_code == 403
        assert client.get(QUESTIONS).context["form"] is None


def test_the_file_says_what_was_set_aside_and_how_old_each_figure_is(client, core_team):
    figure("undated", period="")
    figure("running", period=str(TODAY.year))
    set_aside(core_team, row=LETTER)
    text = client.get("/cijfers/TI01/?format=csv", headers={"accept-language": "en"}).content.decode("utf-8-sig")
    told = {row["Figure: source"].partition("#")[2]: row for row in csv.DictReader(io.StringIO(text))}
    years = TODAY.year - 2025
    assert {
        place: (row["Age in years"], row["Age in words"], row["Set aside because"]) for place, row in told.items()
    } == {
        f"{COUNT}/value": (str(years), f"{years} year old" if years == 1 else f"{years} years old", ""),
        f"{LETTER}/value": (
            str(years),
            f"{years} year old" if years == 1 else f"{years} years old",
            "far from everything else",
        ),
        "TP01/2030/TX05/TI01/TD02/from/value": ("", "still running or to come", ""),
        "TP01/2030/TX05/TI01/TD02/to/value": ("", "still running or to come", ""),
        "undated/value": ("", "period not stated", ""),
        "running/value": ("", "still running or to come", ""),
    }


def test_a_setting_aside_has_its_origin_and_a_figure_that_is_none_is_not_found(client, core_team):
    assert client.get(f"/herkomst/{set_aside(core_team).ref}/").status_code == 200
    client.force_login(core_team.account)
    assert client.get(f"{ASIDE}?gebied=TG01&cel=x").status_code == 404


@pytest.mark.parametrize("url", ["/gebieden/TG01/", "/cijfers/TI01/?gebied=TG01"])
def test_a_page_asks_as_many_questions_for_one_as_for_thirty(client, url):
    def asked():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    def more(count):
        for place in range(count):
            row = f"more-{count}-{place}"
            figure(row, area_id="TG01", period=str(1900 + place))
            put(row=row)

    more(1)
    before = asked()
    more(29)
    assert asked() == before
