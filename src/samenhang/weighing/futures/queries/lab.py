"""What the page of the futures needs before anything is computed: the declared setting, the knobs, the corners and the start."""

from dataclasses import dataclass, replace
from functools import lru_cache

from django.utils.translation import get_language

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger.models import Sheet
from samenhang.ground.people.queries import Viewer
from samenhang.weighing.futures.models import Preset
from samenhang.weighing.futures.queries import knobs, limits, model, setting
from samenhang.weighing.futures.queries import start as starts
from samenhang.weighing.futures.queries.answer import Answer
from samenhang.weighing.futures.queries.answer import told as told_answer
from samenhang.weighing.futures.queries.fails import Fails
from samenhang.weighing.futures.queries.fails import told as told_fails
from samenhang.weighing.futures.queries.knobs import Knob
from samenhang.weighing.futures.queries.model import Computed
from samenhang.weighing.futures.queries.setting import LIVE, Setting
from samenhang.weighing.futures.queries.start import Start


@dataclass(frozen=True)
class Corner:
    """A corner of the published scenarios, with what our translation of it rests on."""

    code: str
    label: str
    note: str


@dataclass(frozen=True)
class Lab:
    """The model as it stands today."""

    standing: Setting
    levers: list[Knob]
    drivers: dict[str, Knob]
    corners: tuple[Corner, ...]
    sheet: Sheet
    start: Start


def lab(viewer: Viewer) -> Lab | None:
    """Everything that stands ready to be computed; None when the workspace declares no model or no start was made.

    It is public and the same for all, and changes only by an act: while a slider moves it is not read again.
    """
    return standing_at(ledger.head(), get_language() or "")


@lru_cache(maxsize=4)
def standing_at(head: str, language: str) -> Lab | None:
    """What `lab` gives after the act with this seal, in this language."""
    standing, sheet = setting.standing(), starts.latest()
    if standing is None or sheet is None:
        return None
    return Lab(standing, knobs.levers(), knobs.drivers(), corners(), sheet, starts.of_sheet(sheet))


def corners() -> tuple[Corner, ...]:
    found: dict[str, Corner] = {}
    for row in Preset.objects.filter(withdrawn_on=None):
        found.setdefault(row.preset, Corner(row.preset, row.label, row.note))
    return tuple(found.values())


def computed(found: Lab, chosen: Setting) -> Computed:
    """A setting computed while somebody waits: never more draws than a page can wait for."""
    return model.answer(replace(chosen, draws=min(chosen.draws, LIVE)), found.start)


def answer(ran: Computed) -> Answer:
    return told_answer(ran)


def fails(found: Lab, ran: Computed) -> Fails:
    """Where this setting fails, found and tested while somebody waits; the effects of single drivers are left to a run."""
    asked = limits.found(ran, effects=False)
    return told_fails(asked, found.drivers, found.sheet.ref, acted=any(ran.setting.levers.values()))
