"""A round on paper: the poster with its square code and the form with its boxes, from the same texts as the screens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path

from django.utils.translation import gettext as _

from samenhang.ground.ledger.acts import Permission
from samenhang.ground.lexicon.queries import province
from samenhang.ground.people.queries import Viewer
from samenhang.insight.senders.models import SenderLanguage
from samenhang.insight.senders.queries import Texts, texts
from samenhang.insight.voices.models import Phase, Round, Sifted
from samenhang.insight.voices.queries.public import Enquiry, enquiries
from samenhang.insight.voices.queries.words import said, words
from samenhang.screen.paper import CannotPrint, on_one_page, set_on_paper
from samenhang.screen.square import drawing

POSTER = Path(__file__).resolve().parent.parent / "poster.typ"
FORM = POSTER.with_name("form.typ")
LETTERS = ("1", "0.9", "0.8", "0.7", "0.62", "0.55", "0.48")  # parts of the size that is meant


@dataclass(frozen=True)
class Line:
    """One statement as it stands on paper: its number in the round, what is keyed in."""

    number: int
    words: str
    language: str


@dataclass(frozen=True)
class Leaf:
    """A round in one language."""

    round: Round
    language: SenderLanguage
    text: Texts
    words: Texts
    lines: tuple[Line, ...]
    questions: tuple[Enquiry, ...]

    @property
    def code(self) -> str:
        """What whoever enters the form types first."""
        return f"{self.round.pk}-{self.language.pk}"

    @property
    def by_machine(self) -> bool:
        return self.text.by_machine or self.words.by_machine


def printed_round(viewer: Viewer, pk: int) -> Round | None:
    """A round that may go on paper: one in preparation only for who prepares it."""
    found = Round.objects.filter(pk=pk).first()
    if found is None or (found.phase == Phase.DRAFT and not viewer.may(Permission.HEAR)):
        return None
    return found


def leaf(found: Round, language: SenderLanguage) -> Leaf | None:
    """None when no text of the pages exists in this language."""
    text = texts(language.pk)
    if text is None:
        return None
    asked = words(found, language.pk)
    shown = found.propositions.filter(state=Sifted.SHOWN).select_related("original").order_by("number")
    lines = tuple(Line(row.number, *said(row, asked)) for row in shown)
    return Leaf(found, language, text, asked, lines, tuple(enquiries(found, None, asked)))


def poster(leaves: Sequence[Leaf], address: str) -> bytes:
    """One A4 with one square code, in one language or in several."""
    first = leaves[0]
    data = {
        "title": first.words["title"], "author": _workspace(), "language": first.language.pk, "address": address,
        "shown": shown(address), "square": str(drawing(address, address)), "many": "yes" if len(leaves) > 1 else "no",
        "example": [
            {"language": one.language.pk, "text": one.text["round_example"]} for one in leaves if one.round.example
        ],
        "leaves": [
            {
                "language": one.language.pk, "title": one.words["title"], "purpose": one.words["purpose"],
                "scan": one.text["poster_scan"], "or": one.text["poster_or"], "nameless": one.text["poster_anonymous"],
                "machine": one.text["machine"] if one.by_machine else "",
            }
            for one in leaves
        ],
    }  # fmt: skip
    made = on_one_page(POSTER, data, LETTERS, _at(first.round))
    if made is None:
        raise CannotPrint(_("So many languages do not fit on one poster. Choose fewer, and make more posters."))
    return made


def form(one: Leaf, address: str) -> bytes:
    """The paper form: numbered boxes, so that it is entered quickly."""
    text = one.text
    labels = ("round_agree", "round_disagree", "round_pass")
    data = {
        "title": one.words["title"], "author": _workspace(), "language": one.language.pk, "purpose": one.words["purpose"],
        "how": text["paper_how"], "back": text["paper_back"], "number": text["paper_number"], "own": text["paper_own"],
        "example": text["round_example"] if one.round.example else "",
        "machine": text.get("machine") if one.by_machine else "",
        "about": text["round_about"], "about_help": text["round_about_help"], "sentence": text["round_sentence"],
        "or": text["poster_scan"], "shown": shown(address), "square": str(drawing(address, address)), "address": address,
        "code": one.code, "labels": [text[label] for label in labels],
        "lines": [{"number": str(line.number), "words": line.words, "language": line.language} for line in one.lines],
        "questions": [
            {
                "letter": chr(ord("A") + place), "words": asked.words,
                "choices": [{"number": str(number), "words": said_} for number, (_row, said_) in enumerate(asked.choices, 1)],
            }
            for place, asked in enumerate(one.questions)
        ],
    }  # fmt: skip
    return set_on_paper(FORM, data, _at(one.round))


def shown(address: str) -> str:
    """An address as people type it."""
    return address.split("://", 1)[-1].rstrip("/")


def _workspace() -> str:
    loaded = province()
    return loaded.title if loaded else "Samenhang"


def _at(found: Round) -> datetime:
    """The same round gives the same bytes."""
    return datetime.combine(found.opens_on, time.min, UTC)
