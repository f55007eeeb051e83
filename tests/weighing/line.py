"""An appraisal made through the real actions, with values drawn at test time; for tests of weighing and of what rests on it."""

import random
import re
import secrets

import pytest
from django.utils import timezone

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger import store
from samenhang.ground.ledger.acts import Code, Ref, Words
from samenhang.ground.places.models import Area
from samenhang.weighing.appraisal import actions, queries
from samenhang.weighing.appraisal.models import Frame

THEMES = ("tn-werk", "tn-thuis")
PROVINCE = "areas:TP01"


@pytest.fixture
def draw():
    """A source of values; its seed is printed when a test fails."""
    seed = secrets.randbelow(2**32)
    print(f"seed {seed}")
    return random.Random(seed)


@pytest.fixture
def opened(core_team):
    """An appraisal of three options, not scored yet."""
    return actions.open_appraisal(
        question=Words("Wat eerst?"), options=[Words(f"Optie {word}") for word in ("een", "twee", "drie")],
        area=Area.objects.get(pk="TP01"), frame=frame_of("tn-kaal", core_team), example=False, by=core_team, at=timezone.now(),
    )  # fmt: skip


def frame_of(code, core_team):
    """The version of a declared frame as it stands today."""
    return actions.declared_frame(Frame.objects.get(pk=code), by=core_team, at=timezone.now())


def table_of(scores, evidence=""):
    """Scores as the action takes them; `scores` says (low, likely, high) per option and theme."""
    rows = tuple(
        (f"{option}/{theme}", option, theme, *numbers, actions.JUDGED, PROVINCE, evidence, "")
        for (option, theme), numbers in scores.items()
    )
    return store.Table(queries.SCORES, actions.SCORED, rows)


def scored(appraisal, core_team, scores, evidence=""):
    return actions.score(
        appraisal=appraisal, scores=table_of(scores, evidence), remarks=[Words("")] * len(scores),
        cites=[Ref(evidence)] if evidence else [], reason=Words("Een test."), by=core_team, at=timezone.now(),
    )  # fmt: skip


def weighted(appraisal, core_team, party, *points):
    weights = store.Table(
        queries.WEIGHTS, actions.POINTS, tuple((*pair, None) for pair in zip(THEMES, points, strict=True))
    )
    return actions.give_weights(
        appraisal=appraisal,
        party=Ref(party),
        weights=weights,
        way=Code("points"),
        reason=Words("Een test."),
        given_by=None,
        by=core_team,
        at=timezone.now(),
    )


def weighed(appraisal, core_team, draws=1000):
    now = queries.standing([appraisal.ref])[appraisal.ref]
    return actions.weigh(
        appraisal=Ref(appraisal.ref), frame=ledger.sheet(appraisal.frame), scores=now.scores,
        weights=list(now.weights.values()), facts=list(now.facts.values()), draws=draws, seed=3,
        by=core_team, at=timezone.now(),
    )  # fmt: skip


def any_scores(draw, letters="ABC"):
    return {(option, theme): sorted(draw.sample(range(101), 3)) for option in letters for theme in THEMES}


def form_of(scores, reason="Wij hebben dit samen zo gegeven.", evidence="", remark=""):
    data = {"reason": reason}
    for (option, theme), (low, likely, high) in scores.items():
        name = f"{option}_{THEMES.index(theme) + 1}"
        data |= {f"{name}_low": low, f"{name}_likely": likely, f"{name}_high": high}
        data |= {f"{name}_evidence": evidence, f"{name}_remark": remark}
    return data


def words_in(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())
