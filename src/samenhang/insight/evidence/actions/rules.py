"""Reading by rule: what the workspace declares is applied where nobody has chosen, and each reading names its rule."""

from collections import defaultdict
from datetime import datetime

from samenhang.ground.ledger.acts import Actor, Code, Permission, Ref, act
from samenhang.ground.ledger.models import Prose
from samenhang.ground.places.models import Area
from samenhang.insight.evidence.actions.read import overtake
from samenhang.insight.evidence.models import Figure, Reading, ReadingRule, State
from samenhang.insight.evidence.queries.aside import standing
from samenhang.insight.evidence.queries.figures import current, figures_at
from samenhang.insight.evidence.queries.freshness import ends_on
from samenhang.insight.evidence.queries.readings import moved


def apply_rules(*, by: Actor, at: datetime) -> int:
    """Apply every rule of the workspace; returns how many readings it made. What someone chose is left alone."""
    count = 0
    for rule in ReadingRule.objects.filter(withdrawn_on=None).select_related("indicator", "purpose"):
        for figure in _choices(rule):
            read_by_rule(rule=rule, code=Code(rule.pk), area=figure.area, choice=Ref(figure.ref), by=by, at=at)
            count += 1
    return count


@act("evidence.ruled", needs=Permission.CHOOSE)
def read_by_rule(*, rule: ReadingRule, code: Code, area: Area, choice: Ref, by: Actor, at: datetime) -> Reading:
    """Choose a figure for the purpose of a rule. The reason of the reading is the note of the rule, as it stands today."""
    reason = Prose.objects.create(body=rule.note_nl)
    return overtake(
        Reading(
            indicator=rule.indicator, area=area, purpose=rule.purpose, choice=choice, rule=rule, reason=reason,
            by=by.ref, at=at, example=rule.example,
        )
    )  # fmt: skip


def _choices(rule: ReadingRule) -> list[Figure]:
    """What the rule chooses that is not chosen yet: per area the one figure that is left, and nothing when more are left."""
    in_force = {
        reading.area_id: reading
        for reading in Reading.objects.filter(indicator=rule.indicator, purpose=rule.purpose, overtaken_by=None)
    }
    found: dict[str, list[Figure]] = defaultdict(list)
    for figure in _fitting(rule):
        found[figure.area_id].append(figure)
    choices = [reading.choice for reading in in_force.values()]
    chosen, changed = figures_at(choices), moved(choices)
    made = []
    for area, figures in sorted(found.items()):
        reading, left = in_force.get(area), _newest(figures) if rule.newest else figures
        if len(left) != 1 or (reading is not None and reading.rule_id is None):
            continue
        was = chosen.get(reading.choice) if reading is not None and reading.choice not in changed else None
        if was is None or (was.source_id, was.row) != (left[0].source_id, left[0].row):
            made.append(left[0])
    return made


def _fitting(rule: ReadingRule) -> list[Figure]:
    """The figures that count as the rule prefers: counts that are known, no forecasts, nothing that was set aside."""
    figures = standing(current()).filter(
        indicator=rule.indicator, value__isnull=False, state__in=[State.KNOWN, State.PROVISIONAL]
    )
    if rule.prefers_definition_id:
        figures = figures.filter(definition=rule.prefers_definition_id)
    return list(figures.filter(basis=rule.prefers_basis) if rule.prefers_basis else figures)


def _newest(figures: list[Figure]) -> list[Figure]:
    """Those of the last period. A figure whose period is not stated is never the newest, and never beaten either."""
    ends = {figure.pk: end for figure in figures if (end := ends_on(figure.period)) is not None}
    if len(ends) < len(figures):
        return figures
    last = max(ends.values())
    return [figure for figure in figures if ends[figure.pk] == last]
