"""A round: what is asked, in which words, who answered, and what may be shown of it. Days, never moments."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samenhang.ground.ledger.models import Numbered, Prose
from samenhang.ground.lexicon.models import Declared, declares
from samenhang.ground.places.models import Area
from samenhang.insight.evidence.models import Indicator
from samenhang.insight.senders.models import SenderLanguage


@declares("questionnaires")
class Questionnaire(Declared):
    """Questions and statements from which a round can be made; one that is an example is played when the workspace is loaded."""

    class Meta:
        ordering = ["order"]


@declares("questionnaire_items")
class QuestionnaireItem(Declared):
    """One title, statement, question or choice of a questionnaire."""

    class Meta:
        ordering = ["order"]


@declares("questionnaire_texts")
class QuestionnaireText(Declared):
    """One item in one language, and who wrote it: its author, a machine, or somebody who checked it."""


class Phase(models.TextChoices):
    """How a round stands."""

    DRAFT = "draft", pgettext_lazy("a round", "in preparation")
    OPEN = "open", pgettext_lazy("a round", "open")
    CLOSED = "closed", pgettext_lazy("a round", "closed")
    ANSWERED = "answered", pgettext_lazy("a round", "answered")


# the one table of what may follow: deed, from, to
TURNS = (
    ("open", Phase.DRAFT, Phase.OPEN),
    ("close", Phase.OPEN, Phase.CLOSED),
    ("finish", Phase.CLOSED, Phase.ANSWERED),
)


class Round(Numbered):
    """One time that people are asked. What it is called and what it is for stand among its words."""

    opens_on = models.DateField()
    closes_on = models.DateField()
    areas = models.ManyToManyField(Area, related_name="rounds")
    phase = models.CharField(max_length=10, choices=Phase.choices, default=Phase.DRAFT)
    example = models.BooleanField(default=False)
    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, null=True, related_name="+")
    by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(phase__in=Phase.values), name="round_phase_known"),
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="round_closes_after_it_opens"),
        ]


class Written(models.TextChoices):
    """Who wrote a text in this language."""

    ORIGINAL = "original", _("its author")
    MACHINE = "machine", _("a machine")
    CHECKED = "checked", _("checked by a person")


class RoundWords(models.Model):
    """One text of a round in one language. `key` says of what: title, purpose, p12 (a statement), q3 (a question),
    c7 (a choice), a12 (what was done with a statement)."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="words")
    key = models.CharField(max_length=30)
    language = models.ForeignKey(SenderLanguage, models.PROTECT, related_name="+")
    text = models.TextField()
    state = models.CharField(max_length=10, choices=Written.choices)
    checked_by = models.CharField(max_length=80, blank=True, default="")  # ref of a seat

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "key", "language"], name="round_words_once"),
            models.CheckConstraint(condition=Q(state__in=Written.values), name="round_words_state_known"),
            models.CheckConstraint(
                condition=(Q(state=Written.CHECKED) & ~Q(checked_by="")) | (~Q(state=Written.CHECKED) & Q(checked_by="")),
                name="round_words_checked_by_somebody",
            ),
        ]  # fmt: skip

    @property
    def ref(self) -> str:
        return f"round:{self.round_id}"


class Asks(models.TextChoices):
    """What a question is about; who is missing is told by the first four."""

    ORIGIN = "origin", _("Origin")
    SECTOR = "sector", _("Sector")
    HOUSING = "housing", _("Housing")
    REGION = "region", _("Region")
    OTHER = "other", _("Other question")


class RoundQuestion(models.Model):
    """A question with choices; nobody has to answer it."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="questions")
    number = models.PositiveSmallIntegerField()
    asks = models.CharField(max_length=10, choices=Asks.choices)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="round_question_number_once"),
            models.CheckConstraint(condition=Q(asks__in=Asks.values), name="round_question_asks_known"),
        ]

    @property
    def key(self) -> str:
        return f"q{self.pk}"


class RoundChoice(models.Model):
    """One choice. `indicator` (in the area of the round, or in `area`) estimates how many people it fits."""

    question = models.ForeignKey(RoundQuestion, models.CASCADE, related_name="choices")
    number = models.PositiveSmallIntegerField()
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["question", "number"], name="round_choice_number_once")]

    @property
    def key(self) -> str:
        return f"c{self.pk}"


class Way(models.TextChoices):
    """How somebody took part."""

    SELF = "self", _("on this site")
    PAPER = "paper", _("on paper")
    FIELD = "field", _("in a talk with a field worker")


class Voice(models.Model):
    """Somebody who took part, known by nothing but a code that only they have. On paper: the number of the form."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="voices")
    language = models.CharField(max_length=12)
    way = models.CharField(max_length=10, choices=Way.choices)
    on = models.DateField()
    code = models.CharField(max_length=64, unique=True, null=True)  # SHA-256 of the receipt code
    entered_by = models.CharField(max_length=80, blank=True, default="")  # ref of the seat that entered a paper form

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(way__in=Way.values), name="voice_way_known")]
        indexes = [models.Index(fields=["round", "on"])]


class Sifted(models.TextChoices):
    """What was decided of a statement; one that is added waits until somebody read it."""

    WAITING = "waiting", pgettext_lazy("a statement", "waits to be read")
    SHOWN = "shown", pgettext_lazy("a statement", "shown")
    REFUSED = "refused", pgettext_lazy("a statement", "refused")
    MERGED = "merged", pgettext_lazy("a statement", "joined to another")
    WITHDRAWN = "withdrawn", pgettext_lazy("a statement", "erased on request")


class Proposition(Numbered):
    """A statement that people agree or disagree with. Of an added one `original` holds the words of whoever added it."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="propositions")
    number = models.PositiveIntegerField()
    added = models.BooleanField(default=False)
    language = models.CharField(max_length=12)  # of the original
    original = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")  # of an added one
    added_by = models.ForeignKey(Voice, models.SET_NULL, null=True, related_name="propositions")
    state = models.CharField(max_length=10, choices=Sifted.choices, default=Sifted.SHOWN)
    reason = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")  # why it was refused
    into = models.ForeignKey("self", models.PROTECT, null=True, related_name="joined")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="proposition_number_once"),
            models.CheckConstraint(condition=Q(state__in=Sifted.values), name="proposition_state_known"),
            models.CheckConstraint(
                condition=(Q(state=Sifted.MERGED) & Q(into__isnull=False)) | (~Q(state=Sifted.MERGED) & Q(into=None)),
                name="proposition_joined_or_not",
            ),
            models.CheckConstraint(condition=Q(into=None) | ~Q(into=F("pk")), name="proposition_not_into_itself"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["round", "state"])]

    @property
    def key(self) -> str:
        return f"p{self.pk}"

    @property
    def answer_key(self) -> str:
        return f"a{self.pk}"


class Vote(models.Model):
    """What one voice thinks of one statement; the last time counts."""

    voice = models.ForeignKey(Voice, models.CASCADE, related_name="votes")
    proposition = models.ForeignKey(Proposition, models.CASCADE, related_name="votes", db_index=False)
    value = models.SmallIntegerField()  # 1 agrees, -1 disagrees, 0 passes

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposition", "voice"], name="vote_once_per_statement"),
            models.CheckConstraint(condition=Q(value__in=[-1, 0, 1]), name="vote_value_known"),
        ]


class Pick(models.Model):
    """What one voice chose at one question."""

    voice = models.ForeignKey(Voice, models.CASCADE, related_name="picks")
    question = models.ForeignKey(RoundQuestion, models.CASCADE, related_name="picks", db_index=False)
    choice = models.ForeignKey(RoundChoice, models.CASCADE, related_name="picks")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "voice"], name="pick_once_per_question")]


class Tally(models.Model):
    """What may be shown of a round on a day: counted, grouped, and with what the rule for small numbers withholds left out.

    `body` is what pages, charts, files and sheets read; `before` is what the next tally needs to keep what was withheld so.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="tallies")
    on = models.DateField()
    voices = models.PositiveIntegerField()
    body = models.JSONField()
    before = models.JSONField()

    class Meta:
        ordering = ["pk"]
