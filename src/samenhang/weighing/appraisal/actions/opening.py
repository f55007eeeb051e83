"""Opening an appraisal, and bringing up an argument in it."""

from datetime import datetime

from django.utils.translation import gettext as _

from samenhang.ground.ledger.acts import Actor, Code, Permission, Ref, Words, act
from samenhang.ground.ledger.models import Prose, Sheet
from samenhang.ground.places.models import Area
from samenhang.weighing.appraisal.actions.frames import CannotAppraise
from samenhang.weighing.appraisal.actions.weights import may_speak_for
from samenhang.weighing.appraisal.models import LETTERS, Appraisal, Argument, Option
from samenhang.weighing.appraisal.queries.choices import leans_on, party_names
from samenhang.weighing.appraisal.queries.frames import framed
from samenhang.weighing.appraisal.queries.register import outcomes

FEWEST = 2


@act("appraisal.opened", needs=Permission.WEIGH)
def open_appraisal(
    *, question: Words, options: list[Words], area: Area, frame: Sheet, example: bool, by: Actor, at: datetime
) -> Appraisal:
    """Open an appraisal of these options, in this version of a frame."""
    words = [option.strip() for option in options]
    if not question.strip():
        raise CannotAppraise(_("Write down the question that has to be answered."))
    if not FEWEST <= len(words) <= len(LETTERS) or not all(words):
        raise CannotAppraise(
            _("An appraisal compares %(fewest)s to %(most)s options; it got %(count)s. Fill in the serious ones.")
            % {"fewest": FEWEST, "most": len(LETTERS), "count": sum(map(bool, words))}
        )
    if len({option.casefold() for option in words}) < len(words):
        raise CannotAppraise(_("Two options say the same. Say in a few words how they differ, or leave one out."))
    asked = Prose.objects.create(body=str(question))
    made = Appraisal.objects.create(question=asked, area=area, frame=frame.ref, by=by.ref, at=at, example=example)
    for letter, option in zip(LETTERS, words, strict=False):
        Option.objects.create(appraisal=made, letter=letter, words=Prose.objects.create(body=option))
    return made


@act("appraisal.argued", needs=Permission.JOIN)
def argue(
    *, appraisal: Appraisal, option: Code, criterion: Code | None, speaks_for: bool, words: Words, evidence: Ref | None,
    party: Ref, by: Actor, at: datetime,
) -> Argument:  # fmt: skip
    """Bring up an argument for or against an option, on behalf of a party, with the cell that it points at."""
    may_speak_for(by, str(party))
    if not words.strip():
        raise CannotAppraise(_("Write down the argument in one or two sentences."))
    about = appraisal.options.filter(letter=option).first()
    if about is None:
        raise CannotAppraise(
            _("There is no option %(letter)s in this appraisal. Choose one of the list.") % {"letter": option}
        )
    if criterion and criterion not in framed(appraisal.frame).codes:
        raise CannotAppraise(_("This criterion is not in the frame of this appraisal. Choose one of the list."))
    if str(party) not in party_names([str(party)]):
        raise CannotAppraise(_("This party is not in the workspace. Choose one of the list."))
    cells = [cell for cell, _reading in leans_on([str(evidence)] if evidence else []).values()]
    if evidence and not outcomes(cells):
        raise CannotAppraise(_("The evidence points at no number. Choose a figure of the list, or leave it out."))
    said = Prose.objects.create(body=str(words))
    return Argument.objects.create(
        appraisal=appraisal, option=about, criterion=criterion or "", speaks_for=speaks_for, words=said,
        evidence=evidence or "", party=str(party), by=by.ref, at=at,
    )  # fmt: skip
