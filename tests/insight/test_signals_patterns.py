"""From signals to steering: the denominator, the small-cell rule, the course through time, and what a pattern becomes."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from tests.insight.signals_kit import reported

from samenhang.ground.ledger.models import Act, Mention
from samenhang.ground.lexicon.models import Theme
from samenhang.ground.places.models import Area
from samenhang.insight.evidence.models import Observed, Reading
from samenhang.insight.signals.models import Signal, Standing
from samenhang.insight.signals.queries.course import course
from samenhang.insight.signals.queries.patterns import Counting, Pattern, shown

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 17)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def many(
    number: int, area: str | None, *, theme: str = "tn-thuis", on: date | None = None, **more: Any
) -> list[Signal]:
    """Signals of a theme that came in on one day, or one each week back from today."""
    first = reported()
    last = on or timezone.localdate()
    rows = [
        Signal(
            words_id=first.words_id, language="nl", channel="self", passing="whole", area_id=area, theme_id=theme,
            received_on=last - timedelta(days=0 if on else place % 50), reply_by=last, **more,
        )
        for place in range(number)
    ]  # fmt: skip
    first.delete()
    return Signal.objects.bulk_create(rows)


def pattern(viewer: Any, area: str, theme: str = "tn-thuis") -> Pattern:
    counting = Counting(viewer, timezone.localdate())
    return counting.pattern(Theme.objects.get(pk=theme), Area.objects.get(pk=area))


def test_without_workers_of_its_own_an_area_is_counted_in_the_wider_one_that_has_them(core_team: Any) -> None:
    many(12, "TG01")
    many(9, "TG02")
    found = pattern(core_team, "TG01")
    assert (found.count, found.counted, found.rate.value, found.rate.wider) == (12, 21, 5.0, True)
    assert found.against is not None
    assert found.against.area.pk == "TP01"
    assert str(found.cell) == "5.00 per 1,000 workers (3.10–7.64)"
    assert found.verdict == (
        "A pattern of Zomerkade as a whole: nobody has chosen how many workers there are in Appelwoude."
    )


def test_workers_that_somebody_chose_for_the_area_itself_come_first(core_team: Any) -> None:
    """The reading of the municipality is used as soon as there is one, and a region between them before the province."""
    many(13, "TG01")
    province = Reading.objects.get(area="TP01", purpose="tn-gesprek", overtaken_by=None)
    own = province.choice.replace("TP01/2024/", "TG01/2024/")
    Reading.objects.create(
        indicator_id="TI01", area_id="TG01", purpose_id="tn-gesprek", choice=own, by=core_team.ref, at=timezone.now()
    )
    found = pattern(core_team, "TG01")
    assert (found.counted, found.rate.value, found.verdict) == (13, 5.0, "A pattern.")
    assert found.against is not None
    assert found.against.ref == own


def test_no_denominator_is_no_pattern_yet(core_team: Any) -> None:
    many(40, "TG01")
    Reading.objects.filter(purpose="tn-gesprek").delete()
    found = pattern(core_team, "TP01")
    assert (found.whole, shown(found), found.rate.reason) == (False, None, "no denominator")
    assert found.verdict == "No denominator: no pattern yet. Nobody has chosen how many workers there are."
    with translation.override("nl"):
        assert found.verdict.startswith("Geen noemer: nog geen patroon.")


def test_few_signals_are_no_pattern(core_team: Any) -> None:
    many(9, "TG01")
    found = pattern(core_team, "TP01")
    assert (found.whole, shown(found)) == (False, None)
    assert found.verdict == "Too few to be a pattern: fewer than 10 signals in Zomerkade."


def test_a_case_counts_once_and_what_is_guarded_counts_nowhere(core_team: Any) -> None:
    first = many(11, "TG01")
    Signal.objects.filter(pk__in=[one.pk for one in first[:2]]).update(state=Standing.MERGED, into=first[5])
    many(5, "TG01", state=Standing.GUARDED)
    many(4, "TG01", on=timezone.localdate() - timedelta(days=400))
    assert pattern(core_team, "TG01").count == 9


def test_what_has_no_area_counts_in_the_province_alone(core_team: Any) -> None:
    many(10, None)
    assert (pattern(core_team, "TP01").count, pattern(core_team, "TG01").count) == (10, 0)


def test_what_becomes_public_is_rounded_and_the_rate_is_made_of_that(core_team: Any) -> None:
    """From the rate and the workers nobody can reckon back to the thirteenth signal."""
    many(13, "TG01")
    found = shown(pattern(core_team, "TP01"))
    assert found is not None
    assert (found.count, round(found.rate * 4200 / 1000, 6)) == (15, 15.0)


def test_nobody_but_the_desk_counts_signals(seat_of: Callable[[str], Any]) -> None:
    many(40, "TG01")
    assert Counting(seat_of("tn-lezer"), timezone.localdate()).counts == {}


# --- through time


def through(viewer: Any, days: list[date]) -> Any:
    for day in sorted(set(days)):
        many(days.count(day), "TG01", on=day)
    return course(viewer, "tn-thuis", None, TODAY, "?thema=tn-thuis")


def months(*numbers: int) -> list[date]:
    """So many signals in each of the last whole months before June 2026, evenly over the month."""
    found = []
    for back, number in enumerate(reversed(numbers), 1):
        place = 2026 * 12 + 5 - back
        first = date(place // 12, place % 12 + 1, 1)
        found += [first + timedelta(days=28 * one // number) for one in range(number)]
    return found


def test_a_rising_number_is_a_trend_in_words(core_team: Any) -> None:
    found = through(core_team, months(2, 3, 4, 5, 6, 7, 8, 9))
    assert found.trend == "It rises: about 1 signals more each month, over 8 months."
    assert found.chart is not None
    assert [row[2].value for row in found.chart.rows] == [2, 3, 4, 5, 6, 7, 8, 9]


def test_a_level_that_changed_is_told_with_its_month(core_team: Any) -> None:
    found = through(core_team, months(2, 3, 2, 3, 2, 3, 2, 9, 10, 9, 10, 9, 10, 9))
    assert found.level == "The level changed in November 2025: from about 2 to about 9 a month."


def test_the_same_number_each_month_is_no_trend(core_team: Any) -> None:
    found = through(core_team, months(4, 5, 4, 5, 4, 5, 4, 5))
    assert (found.trend, found.level) == (
        "No trend: over 8 months the number neither clearly rises nor clearly falls.",
        "",
    )


def test_three_months_are_no_course(core_team: Any) -> None:
    found = through(core_team, months(3, 1, 9))
    assert found.trend == ("The desk has 3 whole months of signals: too few to see a course. From four on it says one.")


def test_many_signals_in_few_days_are_a_burst_in_words_and_in_the_chart(core_team: Any) -> None:
    slow = [date(2025, 7, 1) + timedelta(days=20 * place) for place in range(14)]
    fast = [date(2026, 1, 15) + timedelta(days=place // 2) for place in range(8)]
    found = through(core_team, sorted(slow + fast))
    (burst,) = found.bursts
    assert burst.count >= 8
    assert date(2026, 1, 7) <= burst.start <= burst.end <= date(2026, 1, 18)
    assert burst.words in [one.text for one in found.chart.breaks]
    assert burst.words in found.chart.alt


def test_days_that_are_all_alike_have_no_burst(core_team: Any) -> None:
    assert through(core_team, [date(2025, 7, 1) + timedelta(days=7 * place) for place in range(40)]).bursts == ()


# --- the pages, and what a pattern becomes


def test_the_pages_ask_as_many_questions_for_many_signals_as_for_few(signed_in: Client) -> None:
    asked = []
    for number, area in ((12, "TG01"), (30, "TG02"), (30, "TG03")):
        many(number, area)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert signed_in.get("/signalen/patronen/").status_code == 200
            assert signed_in.get("/signalen/patronen/tn-thuis/?gebied=TG01").status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1] == asked[2]


def test_a_pattern_becomes_a_bottleneck_in_one_act(signed_in: Client) -> None:
    """Listed beside those of the workspace, with its count, its rate and a line to the workers it was counted against."""
    many(13, "TG01")
    answer = signed_in.post(
        "/signalen/patronen/tn-thuis/?gebied=TG01",
        {"kind": "bottleneck", "words": "Beds are rented twice.", "stage": "tn-slapen"},
        headers={"accept-language": "en"},
    )
    made = Observed.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/knelpunten/#observed-{made.pk}")
    assert (made.area_id, made.count, made.stage_id) == ("TP01", 15, "tn-slapen")
    act = Act.objects.get(verb="evidence.observed")
    said = {mention.role: mention.ref for mention in Mention.objects.filter(act=act)}
    assert said["workers"] == made.workers.partition("#")[0]
    assert said["made"] == made.ref
    page = Client().get("/knelpunten/", headers={"accept-language": "en"}).content.decode()
    assert "Beds are rented twice." in page
    assert f"/herkomst/{made.ref}/" in page
    assert "Seen in signals" in page
    trace = Client().get(f"/herkomst/{made.ref}/", headers={"accept-language": "en"})
    assert trace.status_code == 200
    assert "Zomerkade" in trace.content.decode()


def test_a_pattern_becomes_an_indicator_in_one_act(signed_in: Client) -> None:
    many(13, "TG01")
    answer = signed_in.post(
        "/signalen/patronen/tn-thuis/", {"kind": "indicator", "words": "Beds rented twice", "stage": ""}
    )
    made = Observed.objects.get()
    assert answer["Location"] == f"/cijfers/#observed-{made.pk}"
    page = Client().get("/cijfers/", headers={"accept-language": "en"}).content.decode()
    assert "Beds rented twice" in page
    assert "Followed in signals" in page


def test_what_is_no_pattern_becomes_nothing(signed_in: Client) -> None:
    many(9, "TG01")
    answer = signed_in.post("/signalen/patronen/tn-thuis/", {"kind": "bottleneck", "words": "Nine say so."})
    assert (answer.status_code, Observed.objects.count()) == (200, 0)


def test_a_form_without_a_choice_comes_back_with_what_was_typed(signed_in: Client) -> None:
    many(13, "TG01")
    answer = signed_in.post("/signalen/patronen/tn-thuis/", {"kind": "", "words": "Beds are rented twice."})
    assert (answer.status_code, Observed.objects.count()) == (422, 0)
    assert "Beds are rented twice." in answer.content.decode()


def test_the_database_keeps_no_observation_of_few(core_team: Any) -> None:
    given: dict[str, Any] = {
        "kind": "bottleneck", "theme_id": "tn-thuis", "area_id": "TP01", "since": TODAY, "until": TODAY, "workers": "sheet:a#b/c",
        "rate": 1.0, "low": 0.5, "high": 2.0, "by": core_team.ref, "at": timezone.now(),
    }  # fmt: skip
    Observed.objects.create(**given, count=10)
    for wrong in ({"count": 9}, {"count": 10, "workers": ""}, {"count": 10, "low": 3.0}, {"count": 10, "kind": "else"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Observed.objects.create(**given | wrong)


def test_a_theme_that_does_not_exist_is_not_found_and_a_visitor_is_sent_away(signed_in: Client) -> None:
    assert signed_in.get("/signalen/patronen/nowhere/").status_code == 404
    assert Client().get("/signalen/patronen/").status_code == 403
    assert Client().get("/signalen/patronen/tn-thuis/").status_code == 403
