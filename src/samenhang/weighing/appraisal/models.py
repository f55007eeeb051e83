"""An appraisal and its options. Scores, weights and results are sheets, found through the ledger."""

from django.db import models

from samenhang.ground.ledger.models import Prose
from samenhang.ground.lexicon.models import Theme
from samenhang.ground.places.models import Area

LETTERS = "ABCDEFGH"


class Appraisal(models.Model):
    """One question with options, weighed on the themes that stood in the workspace when it was opened."""

    question = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="appraisals")
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    example = models.BooleanField(default=False)
    themes = models.ManyToManyField(Theme, related_name="appraisals")

    class Meta:
        ordering = ["-at", "-pk"]

    @property
    def ref(self) -> str:
        return f"appraisal:{self.pk}"


class Option(models.Model):
    """One of the options; its letter is its code in every sheet."""

    appraisal = models.ForeignKey(Appraisal, models.CASCADE, related_name="options")
    letter = models.CharField(max_length=1)
    words = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["letter"]
        constraints = [
            models.UniqueConstraint(fields=["appraisal", "letter"], name="option_letter_once"),
            models.CheckConstraint(condition=models.Q(letter__in=list(LETTERS)), name="option_letter_in_list"),
        ]
