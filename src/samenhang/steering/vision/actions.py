"""The deeds of a vision: writing a version, aiming, co-signing, establishing, saying where a party stands, and the session."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samenhang.ground.ledger.acts import Actor, Code, Permission, Ref, Words, act
from samenhang.ground.ledger.models import Prose
from samenhang.ground.lexicon.models import ProcessRole, Theme
from samenhang.ground.places.models import Area
from samenhang.insight.evidence.models import Indicator
from samenhang.insight.network.models import Party
from samenhang.steering.governance.models import Decision
from samenhang.steering.vision.models import (
    ANSWERS,
    JOINS,
    SENSES,
    STANCES,
    Ambition,
    Cosignature,
    Joining,
    PartyAnswer,
    Portfolio,
    Position,
    SessionQuestion,
    SessionStand,
    Statement,
    Support,
    Vision,
)
from samenhang.weighing.appraisal.models import Appraisal

LATEST_YEAR = 2100
Kind = TypeVar("Kind", bound=PartyAnswer)


class CannotSteer(Exception):
    """What was submitted cannot be kept; the text is a sentence for people."""


class Overtaken(CannotSteer):
    """Somebody wrote a newer version in the meantime; `newest` is that version."""

    def __init__(self, newest: Statement) -> None:
        self.newest = newest
        super().__init__(
            _("Somebody wrote version %(number)s while you were writing. Compare, and keep yours again if it should replace it.")
            % {"number": newest.number}
        )  # fmt: skip


def newest_of(vision: Vision) -> Statement | None:
    return vision.statements.order_by("-number").first()


@act("vision.written", needs=Permission.DECIDE)
def write(
    *,
    vision: Vision | None,
    base: int,
    title: Words,
    text: Words,
    owner: Portfolio,
    horizon: int,
    review_on: date,
    stance: Code,
    roles: list[ProcessRole],
    role_words: Words,
    rests_on: list[Ref],
    example: bool,
    by: Actor,
    at: datetime,
) -> Statement:
    """Write the first or the next version of a vision. `base` is the version that the writer had before them, 0 for none."""
    newest = newest_of(Vision.objects.select_for_update().get(pk=vision.pk)) if vision else None
    if newest and newest.number != base:
        raise Overtaken(newest)
    if not title.strip() or not text.strip():
        raise CannotSteer(_("Give the vision a title, and write down what the province wants."))
    if review_on <= at.date():
        raise CannotSteer(_("The day on which it is looked at again has passed. Choose a later day."))
    if not at.year <= horizon <= LATEST_YEAR:
        raise CannotSteer(
            _("The horizon is a year from %(first)s to %(last)s; it got %(came)s. Choose one.")
            % {"first": at.year, "last": LATEST_YEAR, "came": horizon}
        )
    _listed(stance, STANCES)
    _there(rests_on)
    vision = vision or Vision.objects.create(example=example, at=at)
    made = Statement.objects.create(
        vision=vision, number=(newest.number if newest else 0) + 1, title=_prose(title), body=_prose(text), owner=owner,
        horizon=horizon, review_on=review_on, stance=stance, role_words=_prose(role_words), by=by.ref, at=at,
    )  # fmt: skip
    made.roles.set(roles)
    Support.objects.bulk_create(Support(statement=made, on=str(ref)) for ref in dict.fromkeys(rests_on))
    return made


@act("vision.aimed", needs=Permission.DECIDE)
def aim(
    *,
    vision: Vision,
    theme: Theme,
    indicator: Indicator,
    area: Area,
    sense: Code,
    target: float,
    reached_by: date,
    by: Actor,
    at: datetime,
) -> Ambition:
    """Set a target for a theme; an earlier one on the same indicator and area steps aside and stays in view."""
    if reached_by <= at.date():
        raise CannotSteer(_("This target lies in the past. Choose a day on which it can still be reached."))
    _listed(sense, SENSES)
    before = Ambition.objects.filter(vision=vision, indicator=indicator, area=area, overtaken_by=None).first()
    made = Ambition(
        vision=vision, theme=theme, indicator=indicator, area=area, sense=sense, target=target, reached_by=reached_by,
        overtaken_by=before, by=by.ref, at=at,
    )  # fmt: skip
    made.save()  # first under the old one, so that there is never more than one in force
    if before:
        Ambition.objects.filter(pk=before.pk).update(overtaken_by=made)
        Ambition.objects.filter(pk=made.pk).update(overtaken_by=None)
        made.overtaken_by = None
    return made


@act("vision.cosigned", needs=Permission.DECIDE)
def cosign(*, statement: Statement, portfolio: Portfolio, by: Actor, at: datetime) -> Cosignature:
    """Stand behind this version on behalf of a portfolio."""
    _still_newest(statement)
    if statement.cosignatures.filter(portfolio=portfolio).exists():
        raise CannotSteer(_("This portfolio has co-signed this version already. Nothing has to be done."))
    return Cosignature.objects.create(statement=statement, portfolio=portfolio, by=by.ref, at=at)


@act("vision.established", needs=Permission.DECIDE)
def establish(*, statement: Statement, by: Actor, at: datetime) -> Statement:
    """Establish this version; refused while a portfolio that is needed has not co-signed."""
    _still_newest(statement)
    if statement.established_at:
        raise CannotSteer(_("This version was established already. Nothing has to be done."))
    lacking = missing(statement)
    if lacking:
        raise CannotSteer(
            _("A vision is established when every portfolio that is needed has co-signed it. Not yet: %(names)s.")
            % {"names": ", ".join(str(one.label) for one in lacking)}
        )
    Statement.objects.filter(pk=statement.pk).update(established_at=at)
    statement.established_at = at
    return statement


def missing(statement: Statement) -> list[Portfolio]:
    """The portfolios that must co-sign and have not."""
    signed = {one.portfolio_id for one in statement.cosignatures.all()}
    return [one for one in Portfolio.objects.filter(needed=True, withdrawn_on=None) if one.pk not in signed]


@act("vision.stood", needs=Permission.DECIDE)
def stand(
    *, statement: Statement, party: Party, answer: Code, words: Words, example: bool, by: Actor, at: datetime
) -> Position:
    """Write down where a party stands on this version, and in which words."""
    _listed(answer, ANSWERS)
    if answer != "silent" and not words.strip():
        raise CannotSteer(_("Write down what the party said, and where. Only silence needs no words."))
    return _answered(
        Position, statement=statement, party=party, answer=answer, words=words, example=example, by=by, at=at
    )


@act("vision.joined", needs=Permission.DECIDE)
def join(*, party: Party, answer: Code, words: Words, example: bool, by: Actor, at: datetime) -> Joining:
    """Write down whether a party joins the directional plan."""
    _listed(answer, JOINS)
    if answer in ("partly", "declines") and not words.strip():
        raise CannotSteer(_("Write down what the party does not join, or why: that is what the talk will be about."))
    return _answered(Joining, party=party, answer=answer, words=words, example=example, by=by, at=at)


@act("vision.asked", needs=Permission.DECIDE)
def ask(
    *, words: Words, vision: Vision | None, held_on: date, example: bool, by: Actor, at: datetime
) -> SessionQuestion:
    """Put a question on the list of an administrative session."""
    if not words.strip():
        raise CannotSteer(_("Write down the question."))
    if held_on < at.date():
        raise CannotSteer(_("The day of the session has passed. Choose a day on which it can still be talked about."))
    return SessionQuestion.objects.create(
        words=_prose(words), vision=vision, held_on=held_on, example=example, by=by.ref, at=at
    )


@act("vision.prepared", needs=Permission.DECIDE)
def prepare(*, question: SessionQuestion, party: Party, words: Words, by: Actor, at: datetime) -> SessionStand:
    """Write down beforehand where a party stands on the question."""
    if question.concluded_at:
        raise CannotSteer(_("The session was held and its outcome stands. What was known before can no longer change."))
    if not words.strip():
        raise CannotSteer(_("Write down where the party stands."))
    made, _new = SessionStand.objects.update_or_create(
        question=question, party=party, defaults={"words": _prose(words), "by": by.ref, "at": at}
    )
    return made


@act("vision.concluded", needs=Permission.DECIDE)
def conclude(*, question: SessionQuestion, outcome: Words, by: Actor, at: datetime) -> SessionQuestion:
    """Write down afterwards what the session made of the question."""
    if question.concluded_at:
        raise CannotSteer(_("This question has an outcome already. Ask a new one for a next session."))
    if not outcome.strip():
        raise CannotSteer(_("Write down what came of it; “no agreement” is an outcome too."))
    question.outcome, question.concluded_at = _prose(outcome), at
    question.save()
    return question


def play_vision(example: Mapping[str, Any], by: Actor, at: datetime) -> bool:
    """Play the vision of the worked example, once. Gives whether it did."""
    given = example.get("vision")
    if not given or Vision.objects.filter(example=True).exists():
        return False
    rests = [Ref(one.ref) for one in Decision.objects.filter(example=True).order_by("-at")[:1]]
    made = write(
        vision=None, base=0, title=_in_language(given, "title"), text=_in_language(given, "text"),
        owner=Portfolio.objects.get(pk=given["owner"]), horizon=given["horizon"], review_on=given["review_on"],
        stance=Code(given["stance"]), roles=list(ProcessRole.objects.filter(pk__in=given["roles"])),
        role_words=_in_language(given, "role_words"), rests_on=rests, example=True, by=by, at=at,
    )  # fmt: skip
    for one in given.get("ambitions", ()):
        aim(
            vision=made.vision, theme=Theme.objects.get(pk=one["theme"]), indicator=Indicator.objects.get(pk=one["indicator"]),
            area=Area.objects.get(pk=one["area"]), sense=Code(one["sense"]), target=float(one["target"]),
            reached_by=one["reached_by"], by=by, at=at,
        )  # fmt: skip
    for code in given.get("cosigned", ()):
        cosign(statement=made, portfolio=Portfolio.objects.get(pk=code), by=by, at=at)
    for one in given.get("positions", ()):
        stand(
            statement=made, party=Party.objects.get(pk=one["party"]), answer=Code(one["answer"]),
            words=_in_language(one, "words"), example=True, by=by, at=at,
        )  # fmt: skip
    for one in given.get("questions", ()):
        ask(words=_in_language(one, "words"), vision=made.vision, held_on=one["held_on"], example=True, by=by, at=at)
    return True


def _in_language(part: Mapping[str, Any], name: str) -> Words:
    language = (get_language() or "nl")[:2]
    return Words(part.get(f"{name}_{language}") or part.get(f"{name}_nl") or "")


def _answered(model: type[Kind], *, words: Words, by: Actor, **given: Any) -> Kind:
    """Keep the answer of a party; an earlier one stays, and the newest counts."""
    return model._default_manager.create(words=_prose(words), by=by.ref, **given)


def _prose(words: Words) -> Prose | None:
    return Prose.objects.create(body=str(words)) if words.strip() else None


def _listed(word: str, allowed: Iterable[str]) -> None:
    if word not in allowed:
        raise CannotSteer(
            _("Choose one of %(words)s; it got %(came)s.") % {"words": ", ".join(allowed), "came": word[:40]}
        )


def _still_newest(statement: Statement) -> None:
    newest = newest_of(statement.vision)
    if newest and newest.pk != statement.pk:
        raise CannotSteer(_("There is a newer version of this vision. Look at that one first."))


def _there(refs: Iterable[Ref]) -> None:
    """Each is an appraisal or a decision that exists."""
    for ref in refs:
        kind, _colon, key = str(ref).partition(":")
        rows: Any = {"appraisal": Appraisal, "decision": Decision}.get(kind)
        if rows is None or not key.isdecimal() or not rows.objects.filter(pk=int(key)).exists():
            raise CannotSteer(_("%(ref)s is no appraisal or decision. Choose from the list.") % {"ref": str(ref)[:60]})
