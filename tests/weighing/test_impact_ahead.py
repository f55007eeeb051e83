"""New business in the futures: the same futures without a plan and with it, one plan or all of a region, as ranges."""

import re
from datetime import date
from html import unescape

import pytest
from django.utils import timezone, translation
from tests.weighing.test_impact import NEW

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger.models import Act
from samenhang.ground.ledger.queries.verify import verify
from samenhang.weighing.futures.queries import model, setting
from samenhang.weighing.futures.queries import start as starts
from samenhang.weighing.impact import actions, forms, queries
from samenhang.weighing.impact.views import enter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english(client):
    client.cookies["django_language"] = "en"
    model.warm()
    with translation.override("en"):
        yield


def kept(core_team, *changes):
    entries = []
    for change in changes or ({},):
        found, errors = forms.Known(date(2026, 11, 22)).check(
            {**NEW, **{name: str(value) for name, value in change.items()}}
        )
        assert errors == {}
        entries.append(found)
    return enter.keep(entries, "", core_team, timezone.now())


def words_in(response):
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def test_a_plan_is_run_through_the_same_futures_without_and_with_it(core_team, client):
    sheet, (plan,) = kept(core_team)
    found = queries.result_at(sheet.short)
    last = found.ahead.last
    assert found.ahead.year.iso == "2033"  # five years after the start
    for cell in (last.without, last.together, last.more, found.ahead.residents):
        assert cell.low <= cell.value <= cell.high
        assert cell.certainty == "circa"
    assert last.together.value > last.without.value
    assert last.more.value > 0
    before = [year.most.value for year in found.ahead.more if int(year.year.iso) < 2028]
    assert before
    assert set(before) == {0.0}  # nothing changes before the start
    assert {row.name for row in found.touched} <= {"Appelwoude", "Brugveld", "Cedermeer"}
    text = words_in(client.get(f"/vestigingstoets/plannen/{plan.pk}/"))
    assert "In 2033 the municipalities around lack" in text
    assert "because of this plan" in text or "How many places more are short" in text
    assert "All of this is a forecast." in text
    paper = words_in(client.get(f"/vestigingstoets/blad/{sheet.short}/"))
    assert "In the futures: in 2033 the municipalities around lack" in paper


def test_every_number_leads_to_its_sheet_and_replay_agrees(core_team, client):
    sheet, _plans = kept(core_team)
    found = queries.result_at(sheet.short).ahead
    row = ledger.cells([found.last.more.ref])[found.last.more.ref]
    assert (row["likely"], row["part"], row["name"]) == (found.last.more.value, "more", "shortage")
    assert client.get(f"/herkomst/{found.sheet.ref}/").status_code == 200
    assert "ran new businesses through the futures" in words_in(client.get(f"/herkomst/{found.sheet.ref}/"))
    assert verify(replay=True).problems == []


def test_the_sheet_says_what_the_model_says_with_the_declared_setting(core_team):
    """The files as they were loaded give the setting that the page of the futures stands on."""
    files = [queries.model_of()[role] for role in ("sectors", "drivers", "levers")]
    from samenhang.ground.ledger import store

    assert setting.of_files(*(store.read(sheet.digest) for sheet in files)) == setting.standing()
    sheet, _plans = kept(core_team)
    found = queries.result_at(sheet.short).ahead
    begin = starts.of_sheet(starts.latest())
    ran = model.compute(setting.standing(), begin, live=True)
    year = ran.years.index(2033)
    low, _quarter, likely, _three, high = ran.bands["shortage"][year]
    from samenhang.weighing.futures.queries.answer import rounded

    # three municipalities: all of them are around, so the total is that of the province
    assert found.last.without.value == rounded(likely, 0)
    assert (found.last.without.low, found.last.without.high) == (rounded(low, 0), rounded(high, 0))


def test_more_floor_never_lacks_less_and_plans_add_up(core_team):
    one, _p = kept(core_team)
    larger, _p = kept(core_team, {"floor": "20.000"})
    both, _p = kept(core_team, {}, {"title": "Hal twee", "area": "TG02", "start": "2029"})
    more = [queries.result_at(sheet.short).ahead.last.more for sheet in (one, larger, both)]
    assert more[0].value < more[1].value
    assert more[0].value < more[2].value
    assert queries.result_at(both.short).ahead.year.iso == "2034"


def test_beds_on_the_site_take_away_from_what_is_lacking(core_team):
    without, _p = kept(core_team)
    houses, _p = kept(core_team, {"own_beds": "40"})
    assert (
        queries.result_at(houses.short).ahead.last.more.value < queries.result_at(without.short).ahead.last.more.value
    )


def test_all_plans_of_a_region_go_through_the_futures_together(core_team, signed_in):
    kept(core_team)
    kept(core_team, {"title": "Hal twee", "area": "TG02"})
    page = signed_in.get("/vestigingstoets/samen/")
    region = next(value for _label, group in page.context["form"].fields["gebied"].choices if isinstance(group, list | tuple)
                  for value, _name in group)  # fmt: skip
    answer = signed_in.post("/vestigingstoets/samen/", {"gebied": region, "stand": ["pending"]}, follow=True)
    assert "regular places without these plans" in words_in(answer)


def test_a_plan_beyond_the_last_year_of_the_futures_is_tested_all_the_same(core_team, client):
    sheet, (plan,) = kept(core_team, {"start": "2051"})
    assert queries.result_at(sheet.short).ahead is None
    text = words_in(client.get(f"/vestigingstoets/plannen/{plan.pk}/"))
    assert "What this does to the shortage in the futures is not known" in text
    frozen = ledger.sheet(queries.result_at(sheet.short).act.mentions.get(role="plans").ref)
    with pytest.raises(actions.CannotTest, match="The futures reach to 2049"):
        actions.foresee(
            plans=frozen, numbers=queries.inputs_of([plan], date(2026, 11, 22)).files["numbers"], **queries.model_of(),
            draws=200, seed=1, by=core_team, at=timezone.now(),
        )  # fmt: skip


def test_without_a_model_the_plan_is_tested_all_the_same(core_team, monkeypatch):
    monkeypatch.setattr(model, "ready", lambda _wait=0: False)
    sheet, _plans = kept(core_team)
    assert queries.result_at(sheet.short).ahead is None
    assert not Act.objects.filter(verb="impact.foreseen").exists()


def test_a_place_that_ended_since_is_not_in_the_futures(core_team):
    from samenhang.ground.places.models import Area

    _sheet, (plan,) = kept(core_team)
    plan.area = Area.objects.get(pk="TG11")
    plan.save()
    frozen = actions.enter(plans=[plan], by=core_team, at=timezone.now())
    with pytest.raises(actions.CannotTest, match="The futures do not know the municipality of a plan"):
        actions.foresee(
            plans=frozen, numbers=queries.inputs_of([plan], date(2026, 11, 22)).files["numbers"], **queries.model_of(),
            draws=200, seed=1, by=core_team, at=timezone.now(),
        )  # fmt: skip
