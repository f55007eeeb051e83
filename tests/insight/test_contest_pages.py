"""The pages on which a figure is contested, approved and answered: everyone sees it all, and does only what is theirs."""

import csv
import html
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from tests.insight.said_rows import answer, approve, contest, english, seat_for, stated

from samenhang.ground.ledger.models import Act
from samenhang.ground.people.queries import Visitor
from samenhang.insight.evidence import queries
from samenhang.insight.evidence.models import Answer, Contest
from samenhang.screen.cells import Date

pytestmark = pytest.mark.django_db
LIST, FORM = "/tegenspraak/", "/cijfers/TI01/tegenspraak/"


@pytest.fixture
def seat(db):
    return seat_for()


def posted(**changes):
    return {
        "gebied": "TG01", "cel": stated().ref, "value": "3100", "low": "", "high": "", "unit": "tn-personen",
        "period": "2024", "definition": "TD01", "basis": "work", "reason": "We count the pay rolls.", "proof": "", **changes,
    }  # fmt: skip


def test_a_visitor_sees_everything_and_may_do_nothing(client, seat):
    made = contest(seat)
    page = english(client, "/cijfers/TI01/?gebied=TG01")
    assert "contested" in page
    assert "counter-figure 3,100 people (2024; Works for a firm in the area; where they work)" in page
    assert "Contest or approve" not in page
    assert "Contest or approve" not in english(client, "/gebieden/TG01/")
    assert "Only who has a seat for Appelwoude can contest or approve this figure." in english(
        client, FORM, gebied="TG01", cel=stated().ref
    )
    assert client.get(f"{LIST}{made.pk}/").context["form"] is None
    acts = Act.objects.count()
    assert client.post(FORM, posted()).status_code == 403
    assert client.post(FORM, posted(value="")).status_code == 403
    assert client.post("/cijfers/TI01/akkoord/", {"gebied": "TG01", "cel": stated().ref}).status_code == 403
    assert client.post(f"{LIST}{made.pk}/", {"outcome": "kept", "words": "No."}).status_code == 403
    assert client.post(f"{LIST}{made.pk}/", {}).status_code == 403
    assert Act.objects.count() == acts


def test_a_contest_goes_through_the_form_and_its_answer_through_another(client, seat, core_team):
    client.force_login(seat.account)
    assert "Contest or approve" in english(client, "/cijfers/TI01/?gebied=TG01")
    assert "Contest or approve" in english(client, "/gebieden/TG01/")
    assert "Contest or approve" not in english(client, "/cijfers/TI01/?gebied=TG02")
    sent = client.post(FORM, posted(value="3.100", proof="example.org/telling"))
    made = Contest.objects.get()
    assert (sent.status_code, sent.url) == (302, f"{LIST}{made.pk}/")
    assert (made.counter.value, made.counter.definition_id, made.proof.body) == (
        3100,
        "TD01",
        "https://example.org/telling",
    )
    assert client.get(sent.url).context["form"] is None
    client.force_login(core_team.account)
    assert "waits for an answer" in english(client, sent.url)
    home = english(client, "/")
    assert "Official of a municipality (Appelwoude) contests 2,600 people with 3,100 people since" in home
    done = client.post(sent.url, {"outcome": "open", "words": "Both count well."})
    assert (done.status_code, Answer.objects.get().words.body) == (302, "Both count well.")
    page = english(client, sent.url)
    assert "Both stand beside each other. Both count well." in page
    assert "contested, answered" in english(client, "/cijfers/TI01/?gebied=TG01")
    assert "contests 2,600" not in english(client, "/")


def test_what_a_counter_figure_needs_is_not_called_optional(client, seat):
    client.force_login(seat.account)
    said = " ".join(english(client, FORM, gebied="TG01", cel=stated().ref).split())
    for label in ("Unit", "Period", "What does your number count?", "Where are people counted?"):
        assert f"{label} (with a counter-figure)" in said
    assert "Low end, when it is a range (optional)" in said


def test_an_approval_goes_through_the_form(client, seat):
    client.force_login(seat.account)
    sent = client.post("/cijfers/TI01/akkoord/", {"gebied": "TG01", "cel": stated().ref, "remark": ""})
    assert (sent.status_code, sent.url) == (302, "/cijfers/TI01/?gebied=TG01#side")
    assert "approved" in english(client, "/cijfers/TI01/?gebied=TG01")
    again = client.post(
        "/cijfers/TI01/akkoord/", {"gebied": "TG01", "cel": stated().ref}, headers={"accept-language": "en"}
    )
    assert (again.status_code, Contest.objects.count()) == (422, 1)
    assert "You approved this figure before; that still stands." in again.content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"value": "", "reason": " "}, "Give a counter-figure, or write in one sentence why this figure is not right."),
        ({"value": "many"}, "This should be a number, such as 1250."),
        ({"low": "4000"}, "The numbers should go up: the low end, the number itself, the high end."),
        ({"period": ""}, "Fill in the period, or tick below that it is not known."),
        ({"undated": "on"}, "Fill in the period, or tick below that it is not known."),
        ({"period": "last year"}, "it is “last year”."),
        ({"definition": ""}, "Choose what your number counts; “in another way” is an answer too."),
        ({"definition": "XX"}, "Choose one of the definitions in the list."),
        ({"definition": "-", "reason": ""}, "Describe how your number was counted."),
        ({"basis": ""}, "Choose where people are counted; “not stated” is an answer too."),
        ({"proof": "my drawer"}, "This should be an address on the web"),
    ],
)
def test_what_was_typed_is_kept_when_something_is_missing(client, seat, changes, sentence):
    client.force_login(seat.account)
    acts = Act.objects.count()
    answered = client.post(FORM, posted(**changes), headers={"accept-language": "en"})
    body = html.unescape(answered.content.decode())
    assert (answered.status_code, Act.objects.count()) == (422, acts)
    assert sentence in body
    assert "We count the pay rolls." in body or changes.get("reason") is not None


@pytest.mark.parametrize(
    "url",
    [
        FORM, f"{FORM}?gebied=TG01&cel=nonsense", f"{FORM}?gebied=TG01&cel=%00", "/cijfers/TI99/tegenspraak/?gebied=TG01",
        f"{LIST}99999/",
    ],
)  # fmt: skip
def test_what_does_not_exist_is_not_found(client, url):
    assert client.get(url).status_code == 404


def test_a_figure_of_another_area_is_not_found(client):
    assert client.get(FORM, {"gebied": "TG02", "cel": stated().ref}).status_code == 404


def test_the_list_tells_them_all_and_can_be_narrowed(client, seat, core_team):
    done = contest(seat, number=None)
    answer(done, core_team)
    waits = contest(seat)
    fine = approve(seat, row="TG01/2024-12-31/TX01/TI02/TD03")
    rows = lambda **asked: [one.pk for one in client.get(LIST, asked).context["table"].records]  # noqa: E731
    assert rows() == [fine.pk, waits.pk, done.pk]
    assert (rows(stand="open"), rows(stand="answered"), rows(stand="approved")) == ([waits.pk], [done.pk], [fine.pk])
    assert rows(stand=["open", "approved"]) == [fine.pk, waits.pk]
    assert (rows(cijfer="TI02"), rows(gebied="TG01", antwoord="kept"), rows(q="loonlijsten")) == (
        [fine.pk], [done.pk], [waits.pk, done.pk],
    )  # fmt: skip
    text = client.get(f"{LIST}?format=csv&stand=open", headers={"accept-language": "en"}).content.decode("utf-8-sig")
    (told,) = csv.DictReader(io.StringIO(text))
    assert (told["Figure"], told["What the source says"], told["Counter-figure"], told["Counter-figure: source"]) == (
        "Labour migrants, Appelwoude", "2600", "3100", waits.counter.ref,
    )  # fmt: skip
    assert (told["Who says it"], told["How it stands"], told["Why"]) == (
        "Official of a municipality (Appelwoude)", "waits for an answer", "Wij tellen de loonlijsten.",
    )  # fmt: skip


def test_the_file_of_figures_says_what_is_said(client, seat):
    contest(seat)
    text = client.get("/cijfers/TI01/?gebied=TG01&format=csv", headers={"accept-language": "en"}).content.decode(
        "utf-8-sig"
    )
    (told,) = csv.DictReader(io.StringIO(text))
    assert (told["Figure"], told["Said of it"]) == (
        "2600", "contested: Official of a municipality (Appelwoude) (counter-figure: 3,100 people), waits for an answer",
    )  # fmt: skip


def test_the_counter_figure_stands_in_the_chart_beside_the_source(client, seat):
    made = contest(seat)
    chart = client.get("/cijfers/TI01/?gebied=TG01").context["chart"]
    with translation.override("nl"):
        assert [(dot.cell.value, dot.url == f"/herkomst/{made.counter.sheet}/?cel=TG01/2024/TI01/value") for dot in chart.dots] == [
            (2600, False), (3100, True),
        ]  # fmt: skip
    assert chart.dots[1].extra[0] == Date("2024")


def test_every_ref_of_a_contest_has_its_origin(client, seat, core_team):
    made = contest(seat)
    said = answer(made, core_team)
    for ref in (made.ref, said.ref, made.counter.ref.partition("#")[0], f"act:{Act.objects.latest('pk').pk}"):
        assert client.get(f"/herkomst/{ref}/").status_code == 200
    assert client.get(f"/herkomst/{made.counter.sheet}/?cel={made.counter.row}/value").status_code == 200
    assert "counter-figure" in english(client, f"/herkomst/{made.counter.sheet}/").lower()


@pytest.mark.parametrize("url", [LIST, "/cijfers/TI01/?gebied=TG01", "/gebieden/TG01/"])
def test_a_page_asks_as_many_questions_for_one_contest_as_for_thirty(client, core_team, url):
    def asked():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    def several(count):
        for _ in range(count):
            seat = seat_for()
            answer(contest(seat), core_team)
            seat_for().__class__.objects.filter(pk=seat.pk).update(ended_on=timezone.localdate())

    several(1)
    before = asked()
    several(29)
    assert asked() == before


def test_only_who_may_answer_is_asked_to(seat, core_team):
    contest(seat)
    today = timezone.localdate()
    assert [len(queries.waiting(viewer, today)) for viewer in (Visitor(), seat, core_team)] == [0, 0, 1]
