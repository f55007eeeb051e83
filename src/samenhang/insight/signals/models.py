"""What people report, what is done with it, and the one table of states that says what may happen next."""

from dataclasses import dataclass

from django.db import models
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samenhang.ground.ledger.models import Numbered, Prose
from samenhang.ground.lexicon.models import ChainStage, Declared, Theme, declares
from samenhang.ground.places.models import Area
from samenhang.insight.evidence.models import Indicator  # noqa: F401 - signals are counted against one
from samenhang.insight.network.models import Party  # noqa: F401 - a route is to a party


@declares("helplines")
class Helpline(Declared):
    """Who to call instead: this is no emergency desk and no complaint procedure."""

    class Meta:
        ordering = ["order"]


@declares("signal_terms")
class SignalTerm(Declared):
    """Words that point at a theme."""


@declares("signal_routes")
class SignalRoute(Declared):
    """Who must act on what the province may not act on; a guarded route is for suspected trafficking."""

    class Meta:
        ordering = ["order"]


@declares("free_days")
class FreeDay(Declared):
    """A day, beside those of the weekend, on which nobody works."""


@declares("denominators")
class Denominator(Declared):
    """A number of people that signals are counted against: without one they are no pattern."""

    class Meta:
        ordering = ["order"]


@declares("watches")
class Watch(Declared):
    """A feed of news that is followed: of a sector, of the market or of government."""

    class Meta:
        ordering = ["order"]


class Standing(models.TextChoices):
    """How a signal stands."""

    NEW = "new", pgettext_lazy("a signal", "new")
    OPEN = "open", pgettext_lazy("a signal", "being handled")
    WAITING = "waiting", _("waits for the sender")
    PASSED = "passed", _("passed on")
    CLOSED = "closed", pgettext_lazy("a signal", "closed")
    MERGED = "merged", _("joined to another signal")
    GUARDED = "guarded", _("on the guarded route")


@dataclass(frozen=True)
class Step:
    """One row of the table of states: from which states, to which one, and what follows from it."""

    deed: str
    origins: tuple[str, ...]
    target: str
    label: str | Promise
    follows: str | Promise


S = Standing
STEPS = (
    Step("take", (S.NEW,), S.OPEN, _("Take it up"), _("You become the one who handles it.")),
    Step("ask", (S.OPEN,), S.WAITING, _("Ask the sender"), _("The sender reads the question with the code.")),
    Step("heard", (S.WAITING, S.PASSED, S.CLOSED), S.OPEN, _("The sender wrote back"), _("It is handled again.")),
    Step("resume", (S.WAITING,), S.OPEN, _("Go on without an answer"), _("It is handled again.")),
    Step(
        "pass_on", (S.OPEN,), S.PASSED, _("Pass on to who must act"),
        _("The sender is told to whom, as the law asks (Awb 2:3)."),
    ),
    Step("close", (S.OPEN, S.PASSED, S.GUARDED), S.CLOSED, _("Answer and close"), _("The sender reads the answer with the code.")),
    Step("reopen", (S.CLOSED, S.PASSED), S.OPEN, _("Open again"), _("It is handled again.")),
    Step(
        "merge", (S.NEW, S.OPEN, S.WAITING), S.MERGED, _("Join to another signal"),
        _("Both keep their number and their code; the sender of each reads the same answers."),
    ),
    Step("unmerge", (S.MERGED,), S.OPEN, _("Make it a signal of its own again"), _("It is handled by itself again.")),
    Step(
        "guard", (S.NEW, S.OPEN, S.WAITING), S.GUARDED, _("This may be trafficking"),
        _("It leaves the ordinary list and follows the route that the province set for this."),
    ),
    Step("release", (S.GUARDED,), S.OPEN, _("It is no trafficking"), _("It is handled as any other signal.")),
    # a step to nowhere: the signal stays as it is
    Step(
        "answer", (S.OPEN, S.WAITING, S.PASSED, S.GUARDED), "", _("Write to the sender"),
        _("The sender reads it with the code; the signal stays as it is."),
    ),
    Step("split", (S.OPEN, S.WAITING), "", _("Split off a part"), _("The part becomes a signal of its own; both keep the link.")),
)  # fmt: skip


class Channel(models.TextChoices):
    """How a signal came in."""

    SELF = "self", _("the sender, on this site")
    DESK = "desk", _("the desk")
    PARTNER = "partner", _("a partner in the field")
    INSPECTION = "inspection", _("an inspection")
    MUNICIPALITY = "municipality", _("a municipality")
    MAIL = "mail", _("mail or post")


class Passing(models.TextChoices):
    """What the sender allows to be passed on."""

    WHOLE = "whole", _("may be passed on whole")
    WITHOUT = "without", _("may be passed on without what shows who the sender is")
    NOT = "not", _("may not be passed on")


class Signal(Numbered):
    """Something that somebody reported. Days, never moments: who sent it cannot be found by the hour."""

    words = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")
    working = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")  # what it says, for the desk
    language = models.CharField(max_length=12)
    channel = models.CharField(max_length=20, choices=Channel.choices)
    passing = models.CharField(max_length=10, choices=Passing.choices)
    received_on = models.DateField()
    happened_on = models.DateField(null=True)
    reply_by = models.DateField()
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="signals")
    theme = models.ForeignKey(Theme, models.PROTECT, null=True, related_name="signals")
    stage = models.ForeignKey(ChainStage, models.PROTECT, null=True, related_name="signals")
    state = models.CharField(max_length=10, choices=Standing.choices, default=Standing.NEW)
    holder = models.CharField(max_length=80, blank=True, default="")  # ref of the one seat that handles it
    route = models.ForeignKey(SignalRoute, models.PROTECT, null=True, related_name="signals")
    into = models.ForeignKey("self", models.PROTECT, null=True, related_name="joined")
    part_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts")
    code = models.CharField(max_length=64, unique=True, null=True)  # SHA-256 of the receipt code
    example = models.BooleanField(default=False)

    receipt = ""  # no column: the code itself, known only while the page that shows it once is made

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=Standing.values), name="signal_state_known"),
            models.CheckConstraint(
                condition=Q(state=Standing.MERGED, into__isnull=False) | (~Q(state=Standing.MERGED) & Q(into=None)),
                name="signal_joined_or_not",
            ),
            models.CheckConstraint(condition=Q(into=None) | ~Q(into=F("pk")), name="signal_not_into_itself"),
            models.CheckConstraint(
                condition=~Q(state=Standing.PASSED) | Q(route__isnull=False), name="signal_passed_to"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "id"]),
            models.Index(fields=["reply_by", "state"]),
            models.Index(fields=["theme", "area", "received_on", "state"], name="signal_by_theme"),
        ]

    @property
    def next(self) -> tuple[Step, ...]:
        """The steps that may follow, in the order of the table; that the sender wrote back is not for the desk to say."""
        return tuple(step for step in STEPS if self.state in step.origins and step.deed != "heard")


class Message(models.Model):
    """What the sender and the desk write to each other."""

    signal = models.ForeignKey(Signal, models.CASCADE, related_name="messages")
    words = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")
    from_sender = models.BooleanField()
    on = models.DateField()

    class Meta:
        ordering = ["pk"]

    @property
    def ref(self) -> str:
        return f"signal:{self.signal_id}"


class DeskRequest(Numbered):
    """What another programme or department asks of the central desk, and when it needs the answer."""

    asker = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")
    question = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")
    received_on = models.DateField()
    reply_by = models.DateField()
    answered_on = models.DateField(null=True)
    hours = models.FloatField(null=True)  # that the core team worked on it
    holder = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_on=None, hours=None)
                | Q(answered_on__isnull=False, hours__isnull=False, hours__gte=0),
                name="desk_request_answered_with_hours",
            ),
        ]


class DeskReply(models.Model):
    """The answer on one theme; an answer is whole when it speaks on every weighed theme."""

    request = models.ForeignKey(DeskRequest, models.CASCADE, related_name="replies")
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="+")
    words = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "theme"], name="desk_reply_once_per_theme")]

    @property
    def ref(self) -> str:
        return f"desk_request:{self.request_id}"


class WatchItem(models.Model):
    """One item of news of a watch: a title, a day and a link; what it says stays where it was published."""

    watch = models.ForeignKey(Watch, models.PROTECT, related_name="items")
    digest = models.CharField(max_length=64)  # of what its feed calls it: the same item comes in once
    title = models.TextField()
    url = models.TextField(blank=True, default="")
    published_on = models.DateField(null=True)
    found_on = models.DateField()
    day = models.DateField()  # the one or the other: by which it grows old

    class Meta:
        constraints = [models.UniqueConstraint(fields=["watch", "digest"], name="watch_item_once")]
        indexes = [models.Index(fields=["day", "id"])]


class WatchLook(models.Model):
    """When a watch was last looked at, and what came of it."""

    watch = models.OneToOneField(Watch, models.PROTECT, related_name="look")
    on = models.DateField()
    items = models.PositiveIntegerField(default=0)  # in the feed, the last time that it could be read
    problem = models.TextField(blank=True, default="")  # a sentence; empty when all went well
