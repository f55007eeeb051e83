"""The address of a setting: what differs from what the workspace declares, and nothing else."""

from collections.abc import Mapping

from django.http import QueryDict

from samenhang.weighing.futures.queries.knobs import Knob
from samenhang.weighing.futures.queries.setting import Setting, under_preset


def plain(value: float) -> str:
    """A number with a point and no more digits than it needs, whatever the language of the page."""
    return f"{round(value, 6):.10g}"


def query_of(
    setting: Setting, standing: Setting, levers: list[Knob], drivers: Mapping[str, Knob], base: Setting | None = None
) -> str:
    """The address of a setting. `base` is the standing setting in its corner, where the caller has it already."""
    base = base or (under_preset(standing, setting.preset) if setting.preset else standing)
    query = QueryDict(mutable=True)
    if setting.preset:
        query["hoek"] = setting.preset
    for knob in levers:
        if setting.levers.get(knob.code, knob.mode) != knob.mode:
            query[f"h-{knob.code}"] = plain(setting.levers[knob.code])
    for name, bounds in setting.ranges.items():
        if name in drivers and (bounds[0], bounds[2]) != (base.ranges[name][0], base.ranges[name][2]):
            query[f"d-{name}-laag"] = plain(bounds[0] * drivers[name].scale)
            query[f"d-{name}-hoog"] = plain(bounds[2] * drivers[name].scale)
    if setting.outcome != standing.outcome:
        query["uitkomst"] = setting.outcome
    if setting.limit is not None:
        query["grens"] = plain(setting.limit)
    if setting.draws != standing.draws:
        query["trekkingen"] = str(setting.draws)
    return query.urlencode()
