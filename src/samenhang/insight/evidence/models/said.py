"""What people say of figures: contests and answers, what is set aside, what is asked, and why a figure was revised."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext

from samenhang.ground.ledger.models import Kept, Prose
from samenhang.ground.lexicon.models import ChainStage, Theme, Unit
from samenhang.ground.places.models import Area
from samenhang.insight.evidence.models.figures import Basis, Definition, Indicator, Source


class _OfFigure(Kept):
    """A row about one figure, named by its place in its sheet: a Figure is a copy that can be made again."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="%(class)ss")
    area = models.ForeignKey(Area, models.PROTECT, related_name="%(class)ss")
    source = models.ForeignKey(Source, models.PROTECT, related_name="%(class)ss")
    sheet = models.CharField(max_length=120)
    row = models.CharField(max_length=200)

    class Meta:
        abstract = True

    @property
    def figure(self) -> str:
        return f"{self.sheet}#{self.row}/value"


class Counter(models.Model):
    """A queryable copy of a counter-figure: what a seat says instead of a figure. It stands beside the sources, never among them."""

    sheet = models.CharField(max_length=120)
    row = models.CharField(max_length=200)
    value = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    # none: counted in another way than any definition that the workspace has
    definition = models.ForeignKey(Definition, models.PROTECT, null=True, related_name="counters")
    basis = models.CharField(max_length=20, choices=Basis.choices)
    period = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(value__isnull=False) | Q(low__isnull=False) | Q(high__isnull=False),
                name="counter_has_a_number",
            ),
            models.CheckConstraint(
                condition=Q(low__lte=F("value")) | Q(low__isnull=True) | Q(value__isnull=True),
                name="counter_low_under_value",
            ),
            models.CheckConstraint(
                condition=Q(high__gte=F("value")) | Q(high__isnull=True) | Q(value__isnull=True),
                name="counter_high_above_value",
            ),
            models.CheckConstraint(
                condition=Q(low__lte=F("high")) | Q(low__isnull=True) | Q(high__isnull=True),
                name="counter_low_under_high",
            ),
        ]

    @property
    def ref(self) -> str:
        return f"{self.sheet}#{self.row}/value"


class Contest(_OfFigure):
    """What a seat says of a figure of its own area: that it is right (approval), or that it is not, and why. It stays for ever."""

    CONTEST, APPROVAL = "contest", "approval"

    kind = models.CharField(max_length=20)
    counter = models.OneToOneField(Counter, models.PROTECT, null=True, related_name="contest")
    reason = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")
    # stays when the words are erased
    reason_length = models.PositiveIntegerField(default=0)
    # the address of the evidence, which may say something of people and can be erased like words
    proof = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")
    answered = models.BooleanField(default=False)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["contest", "approval"]), name="contest_kind_known"),
            models.CheckConstraint(
                condition=Q(kind="approval") | Q(counter__isnull=False) | Q(reason_length__gt=0),
                name="contest_has_counter_or_reason",
            ),
            models.CheckConstraint(
                condition=Q(kind="contest") | Q(counter__isnull=True, answered=False), name="contest_approval_is_plain"
            ),
            models.UniqueConstraint(
                fields=["by", "source", "row"], condition=Q(kind="contest", answered=False), name="contest_one_open"
            ),
            models.UniqueConstraint(
                fields=["by", "sheet", "row"], condition=Q(kind="approval"), name="contest_one_approval"
            ),
        ]

    @property
    def open(self) -> bool:
        return self.kind == self.CONTEST and not self.answered


class Answer(Kept):
    """What the province answers to a contest, once. Figure, counter-figure and answer stay beside each other."""

    contest = models.OneToOneField(Contest, models.PROTECT, related_name="answer")
    words = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")
    outcome = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=["adopted", "kept", "open"]), name="answer_outcome_known")
        ]


class Aside(_OfFigure):
    """That a figure was set aside, for a reason from a list and in words. It stays in view, and can be taken back."""

    kind = models.CharField(max_length=30)
    words = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")
    back_words = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")
    back_by = models.CharField(max_length=80, blank=True, default="")
    back_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["redundant", "too-old", "anecdotal", "outlier", "unclear"]),
                name="aside_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(back_at__isnull=True, back_by="") | (Q(back_at__isnull=False) & ~Q(back_by="")),
                name="aside_taken_back_wholly",
            ),
            models.UniqueConstraint(
                fields=["source", "row"], condition=Q(back_at__isnull=True), name="aside_one_in_force"
            ),
        ]


class Question(Kept):
    """A gap in what is known that became a research question: with an owner and a day on which the answer is due."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="questions")
    area = models.ForeignKey(Area, models.PROTECT, related_name="questions")
    words = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")
    # a ref (`parties:…`), because parties live in a room above
    owner = models.CharField(max_length=120)
    due_on = models.DateField()
    outcome = models.CharField(max_length=20, blank=True, default="")
    closing = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")
    closed_by = models.CharField(max_length=80, blank=True, default="")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(owner=""), name="question_has_owner"),
            models.CheckConstraint(
                condition=Q(outcome="", closed_by="", closed_at__isnull=True)
                | (Q(outcome__in=["answered", "dropped"], closed_at__isnull=False) & ~Q(closed_by="")),
                name="question_closed_wholly",
            ),
        ]


class Revision(Kept):
    """A delivery that changed figures of an earlier one, with the sentence that says why."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="revisions")
    reason = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")
    reason_length = models.PositiveIntegerField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(reason_length__gt=0), name="revision_has_reason")]


class Change(models.Model):
    """One figure that a revision changed: the sheet in which it stood, and the sheet in which it stands now (empty: it is gone)."""

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="changes")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="changes")
    area = models.ForeignKey(Area, models.PROTECT, related_name="changes")
    row = models.CharField(max_length=200)
    before = models.CharField(max_length=120)
    after = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        ordering = ["-revision", "pk"]
        constraints = [models.UniqueConstraint(fields=["revision", "row"], name="change_once")]


class Observed(Kept):
    """What signals showed: a bottleneck, or something to follow from now on. Counted against workers, never from few."""

    BOTTLENECK, INDICATOR = "bottleneck", "indicator"

    kind = models.CharField(max_length=20)
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="observed")
    stage = models.ForeignKey(ChainStage, models.PROTECT, null=True, related_name="observed")
    # of whom both the signals and the workers were counted
    area = models.ForeignKey(Area, models.PROTECT, related_name="observed")
    words = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")
    since = models.DateField()
    until = models.DateField()
    count = models.PositiveIntegerField()  # rounded: what may be shown
    workers = models.CharField(max_length=330)  # the cell that the rate was counted against
    rate = models.FloatField()
    low = models.FloatField()
    high = models.FloatField()
    # when somebody took it back it stays, with the reason; what rests on it says so
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=80, blank=True, default="")
    reason = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by="") | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by="")),
                name="observed_withdrawn_by_somebody",
            ),
            models.CheckConstraint(condition=Q(kind__in=["bottleneck", "indicator"]), name="observed_kind_known"),
            models.CheckConstraint(condition=Q(count__gte=10), name="observed_not_from_few"),
            models.CheckConstraint(condition=~Q(workers=""), name="observed_against_workers"),
            models.CheckConstraint(
                condition=Q(low__lte=F("rate"), high__gte=F("rate")), name="observed_rate_within_bounds"
            ),
        ]

    @property
    def withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def text(self) -> str:
        """In a line what was seen and where, and whether it was taken back: as a choice and as a name."""
        named = f"{self.words.body if self.words else gettext('erased on request')} ({self.area.name})"
        return gettext("%(what)s, withdrawn") % {"what": named} if self.withdrawn else named
