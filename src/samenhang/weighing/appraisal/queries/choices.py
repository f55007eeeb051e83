"""What can be chosen in the forms of an appraisal: who gives weights, and which figures a judgement may lean on."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from samenhang.ground.lexicon.queries import province
from samenhang.ground.people.queries import Viewer
from samenhang.ground.places.models import Area
from samenhang.insight.evidence.models import Figure, Reading
from samenhang.insight.evidence.queries import cell_of, current, figures_at, figures_of, readings
from samenhang.insight.network.models import Party
from samenhang.insight.voices.queries.citing import citable
from samenhang.screen.cells import Date
from samenhang.weighing.appraisal.models import Frame
from samenhang.weighing.appraisal.queries.frames import framed, versions
from samenhang.weighing.futures.queries import readable

Choices = list[tuple[str, str]]
Groups = list[tuple[str, Choices]]


def parties(viewer: Viewer) -> Choices:
    """On whose behalf this viewer may give weights: one's own party, or for who has none the province and every party."""
    own = getattr(viewer, "party", "")
    if own:
        return list(party_names([own]).items())
    here = province()
    itself = list(party_names([f"areas:{here.area}"]).items()) if here else []
    return itself + [(party.ref, str(party.name)) for party in Party.objects.filter(withdrawn_on=None)]


def party_names(refs: Iterable[str]) -> dict[str, str]:
    """What each party is called; the province itself is its area. A party that left keeps its name."""
    refs = list(refs)
    codes = {
        kind: [ref.partition(":")[2] for ref in refs if ref.startswith(f"{kind}:")] for kind in ("parties", "areas")
    }
    found = {party.ref: str(party.name) for party in Party.objects.filter(pk__in=codes["parties"])}
    for area in Area.objects.filter(pk__in=codes["areas"]):
        found[area.ref] = _("The province itself (%(name)s)") % {"name": area.name}
    return {ref: found[ref] for ref in refs if ref in found}


def evidence(area: Area) -> Groups:
    """What an argument can lean on: readings and figures of an area, closed rounds, futures; each value is a ref."""
    chosen = list(readings().filter(area=area))
    at = figures_at(reading.choice for reading in chosen)
    groups: Groups = []
    for reading in chosen:
        if reading.choice in at:
            _into(groups, _("Readings that were chosen"), reading.ref, reading_words(reading, at[reading.choice]))
    for figure in figures_of(area):
        if figure.value is not None:
            _into(groups, str(figure.indicator.label), figure.ref, figure_words(figure))
    return [*groups, *citable(), *readable()]


def evidence_on(indicator: str, area: Area) -> Groups:
    """The figures of one indicator that a cell can read, those of the area itself first; and the outcomes of saved futures."""
    groups: Groups = []
    found = current().filter(indicator=indicator).exclude(value=None).order_by("area__name", "-period", "row")
    for figure in sorted(found, key=lambda one: one.area_id != area.pk):
        _into(groups, str(figure.area), figure.ref, figure_words(figure))
    return [*groups, *readable()]


def frame_choices() -> Choices:
    """The frames to choose from: as the workspace declares them today, and the versions that teams made of them."""
    found: Choices = []
    for frame in Frame.objects.filter(withdrawn_on=None):
        found.append((frame.ref, str(frame.label)))
        for _act, ref in versions(frame.ref):
            version = framed(ref)
            if version.before:
                label = _("%(frame)s, version %(version)s") % {"frame": frame.label, "version": version.version}
                found.append((ref, label))
    return found


def _into(groups: Groups, name: str, value: str, label: str) -> None:
    if not groups or groups[-1][0] != name:
        groups.append((name, []))
    groups[-1][1].append((value, label))


def figure_words(figure: Figure) -> str:
    """A figure in one line: what, how much, when, from whom."""
    when = str(Date(figure.period)) if figure.period else _("period not stated")
    return f"{figure.indicator.label}: {cell_of(figure)} ({when}, {figure.publication.publisher})"


def reading_words(reading: Reading, figure: Figure) -> str:
    """A reading in one line: for which purpose which figure was chosen."""
    return f"{reading.purpose.label}: {figure_words(figure)}"


def leans_on(choices: Iterable[str]) -> dict[str, tuple[str, str]]:
    """The cell and (when one was chosen) the reading behind each value of that list: `reading:3` leans on what it chose."""
    choices = list(choices)
    ids = [choice.removeprefix("reading:") for choice in choices if choice.startswith("reading:")]
    cells = {f"reading:{pk}": cell for pk, cell in Reading.objects.filter(pk__in=ids).values_list("pk", "choice")}
    return {choice: (cells[choice], choice) if choice in cells else (choice, "") for choice in choices}
