"""Keeping track: what was done with a recommendation, and what other integral programmes taught."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from samenhang.ground.ledger.acts import Actor, Code, Permission, Words, act
from samenhang.ground.ledger.models import Prose
from samenhang.ground.lexicon.models import Theme
from samenhang.insight.network.models import Party
from samenhang.steering.governance.models import (
    HANDLING_STEPS,
    KINDRED_STEPS,
    Handling,
    Kindred,
    KindredStep,
    Recommendation,
)

PROVEN = ("partly", "done")  # said of a recommendation, these ask for a document or a figure


class CannotTrack(Exception):
    """What was submitted cannot be kept; the text is a sentence for people."""


def may_follow(steps: Mapping[str, tuple[str, ...]], before: str, after: str) -> bool:
    """Whether a table of steps lets this state follow that one. To stay and say more is always allowed."""
    return after in steps and (after == before or after in steps[before])


@act("governance.handled", needs=Permission.DECIDE)
def handle(
    *, recommendation: Recommendation, state: Code, party: Party, words: Words, evidence: Words, by: Actor, at: datetime
) -> Handling:
    """Write down what was done with a recommendation, who did or says so, and where that can be read."""
    newest = Handling.objects.filter(recommendation=recommendation).first()
    before = newest.state if newest else recommendation.state
    if not may_follow(HANDLING_STEPS, before, state):
        raise CannotTrack(_("From here a recommendation cannot go there. Look at the steps that are offered."))
    if not words.strip():
        raise CannotTrack(_("Write down what was done, or why nothing was done."))
    if state in PROVEN and not evidence.strip():
        raise CannotTrack(_("Done asks for proof. Give the address of the document or the figure that shows it."))
    return Handling.objects.create(
        recommendation=recommendation, state=str(state), party=party, evidence=str(evidence).strip(),
        words=Prose.objects.create(body=str(words)), by=by.ref, at=at,
    )  # fmt: skip


@act("governance.kindred", needs=Permission.DECIDE)
def link(
    *,
    name: Words,
    counterpart: Words,
    shared: Words,
    teaches: Words,
    themes: list[Theme],
    example: bool,
    by: Actor,
    at: datetime,
) -> Kindred:
    """Write down another integral programme. A name, somebody to talk to and a shared result are the least."""
    if not name.strip() or not counterpart.strip() or not shared.strip():
        raise CannotTrack(
            _("Name the programme, the role with whom it is talked, and the result that both need. Without these nobody can call.")
        )  # fmt: skip
    kept = {key: _prose(text) for key, text in (("name", name), ("counterpart", counterpart), ("shared", shared))}
    made = Kindred.objects.create(**kept, teaches=_prose(teaches), example=example, by=by.ref, at=at)
    made.themes.set(themes)
    return made


@act("governance.learned", needs=Permission.DECIDE)
def learn(*, kindred: Kindred, state: Code, words: Words, by: Actor, at: datetime) -> KindredStep:
    """Write down how it stands with another programme, and what was done with its lesson."""
    newest = KindredStep.objects.filter(kindred=kindred).first()
    if not may_follow(KINDRED_STEPS, newest.state if newest else "seen", state):
        raise CannotTrack(_("From here this cannot go there. Look at the steps that are offered."))
    if not words.strip():
        raise CannotTrack(_("Write down what was agreed, learned or done with it."))
    return KindredStep.objects.create(kindred=kindred, state=str(state), words=_prose(words), by=by.ref, at=at)


def _prose(words: Words) -> Prose | None:
    return Prose.objects.create(body=str(words)) if words.strip() else None
