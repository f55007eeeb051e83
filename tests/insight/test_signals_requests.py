"""The central desk: another programme asks, and gets one answer on every weighed theme at once."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from samenhang.ground.ledger.acts import Words
from samenhang.ground.ledger.models import Act
from samenhang.ground.lexicon.queries import weighed_themes
from samenhang.insight.signals import actions
from samenhang.insight.signals.models import DeskReply, DeskRequest

pytestmark = pytest.mark.django_db


def asked(by: Any) -> DeskRequest:
    now = timezone.now()
    made = actions.request(
        asker=Words("Programme of water"), question=Words("May we dig here?"), reply_by=now.date(), by=by, at=now
    )
    assert isinstance(made, DeskRequest)
    return made


def typed(words: str = "Nothing changes", hours: str = "2,5", **more: str) -> dict[str, str]:
    return {**{f"theme_{theme.pk}": f"{words} on {theme.pk}" for theme in weighed_themes()}, "hours": hours, **more}


def test_a_request_is_written_down_answered_on_every_theme_and_listed(signed_in: Client) -> None:
    day = (timezone.localdate() + timedelta(days=5)).isoformat()
    signed_in.post("/loket/nieuw/", {"asker": "Programme of water", "question": "May we dig here?", "reply_by": day})
    made = DeskRequest.objects.get()
    assert "May we dig here?" in signed_in.get("/loket/?stand=open").content.decode()
    assert signed_in.post(f"/loket/{made.pk}/", typed()).status_code == 302
    made.refresh_from_db()
    assert (made.hours, made.answered_on) == (2.5, timezone.localdate())
    page = signed_in.get(f"/loket/{made.pk}/").content.decode()
    for theme in weighed_themes():
        assert f"Nothing changes on {theme.pk}" in page
    assert "May we dig here?" not in signed_in.get("/loket/?stand=open").content.decode()


def test_an_answer_that_is_silent_on_a_theme_is_refused_and_keeps_what_was_typed(
    signed_in: Client, core_team: Any
) -> None:
    made = asked(core_team)
    silent = weighed_themes()[0]
    form = signed_in.get(f"/loket/{made.pk}/", headers={"accept-language": "en"}).content.decode()
    assert "optional" not in form  # each theme needs an answer, and its label says nothing else
    answer = signed_in.post(f"/loket/{made.pk}/", typed(**{f"theme_{silent.pk}": " "}))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f": {silent.label}." in page
    assert f"Nothing changes on {weighed_themes()[1].pk}" in page
    assert not DeskReply.objects.exists()


@pytest.mark.parametrize("hours", ["", "a lot", "-1", "1001"])
def test_hours_are_a_number_that_can_be(signed_in: Client, core_team: Any, hours: str) -> None:
    made = asked(core_team)
    assert signed_in.post(f"/loket/{made.pk}/", typed(hours=hours)).status_code == 422
    assert not DeskReply.objects.exists()


def test_one_answer_counts(core_team: Any) -> None:
    made, now, themes = asked(core_team), timezone.now(), weighed_themes()
    words = [Words("Yes")] * len(themes)
    actions.reply(asked=made, themes=themes, words=words, hours=1.0, by=core_team, at=now)
    with pytest.raises(actions.CannotHandle):
        actions.reply(asked=made, themes=themes, words=words, hours=1.0, by=core_team, at=now)
    assert DeskReply.objects.count() == len(themes)
    assert "dig" not in Act.objects.get(verb="signals.requested").facts


def test_a_day_that_has_passed_and_a_request_without_words_are_refused(signed_in: Client) -> None:
    day = (timezone.localdate() - timedelta(days=1)).isoformat()
    for given in ({"asker": "A", "question": "B", "reply_by": day}, {"asker": "", "question": "", "reply_by": ""}):
        assert signed_in.post("/loket/nieuw/", given).status_code == 422
    assert not DeskRequest.objects.exists()


def test_a_visitor_reads_nothing_of_it(client: Client, core_team: Any) -> None:
    made = asked(core_team)
    for path in ("/loket/", "/loket/nieuw/", f"/loket/{made.pk}/"):
        assert client.get(path).status_code == 403
    assert client.get(f"/herkomst/{made.ref}/").status_code == 404
    assert "dig here" not in client.get(f"/herkomst/{made.question.ref}/").content.decode()


def test_a_request_that_is_not_there_has_a_page(signed_in: Client) -> None:
    assert signed_in.get("/loket/999/").status_code == 404


def test_the_database_refuses_an_answer_without_hours(core_team: Any) -> None:
    made = asked(core_team)
    with pytest.raises(IntegrityError), transaction.atomic():
        DeskRequest.objects.filter(pk=made.pk).update(answered_on=timezone.localdate())
    with pytest.raises(IntegrityError), transaction.atomic():
        DeskRequest.objects.filter(pk=made.pk).update(hours=1)
