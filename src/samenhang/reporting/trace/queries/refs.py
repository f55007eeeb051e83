"""A ref as people type it: checked before anything is looked up, and the page in the house where its thing lives."""

from dataclasses import dataclass
from urllib.parse import quote

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from samenhang.ground.ledger.acts.kinds import REF
from samenhang.reporting.trace.queries import known
from samenhang.screen.cells import ref_url

LONGEST = 520


class NoSuchRef(Exception):
    """Nothing has this ref; the text is a sentence for people."""


@dataclass(frozen=True)
class Pointer:
    """A ref taken apart: `sheet:556c38f5a1b2c3d4#row/column` is kind, key, row and column."""

    kind: str
    key: str
    cell: str = ""

    @property
    def base(self) -> str:
        return f"{self.kind}:{self.key}"

    @property
    def ref(self) -> str:
        return f"{self.base}#{self.cell}" if self.cell else self.base

    @property
    def row(self) -> str:
        return self.cell.rpartition("/")[0]

    @property
    def column(self) -> str:
        return self.cell.rpartition("/")[2]


def pointer(text: str) -> Pointer:
    """The ref that `text` is. Raises NoSuchRef with a sentence when it cannot be one."""
    match = REF.fullmatch(text) if len(text) <= LONGEST else None
    if match is None:
        raise NoSuchRef(_("This is not a reference. A reference looks like kind:key, for example act:12."))
    kind, _colon, key = match["ref"].partition(":")
    cell = match["cell"] or ""
    if kind == "sheet" and (len(key) != 16 or not set(key) <= set("0123456789abcdef")):
        raise NoSuchRef(
            _("A sheet is named by the first sixteen characters of its address: digits and the letters a to f.")
        )
    if kind in known.numbered() and not (key.isascii() and key.isdecimal() and len(key) <= 18):
        raise NoSuchRef(_("After “%(kind)s:” comes a number; it got “%(key)s”.") % {"kind": kind, "key": key[:40]})
    if kind not in known.kinds():
        raise NoSuchRef(_("The record knows no kind “%(kind)s”.") % {"kind": kind[:40]})
    if cell and kind != "sheet":
        raise NoSuchRef(_("Only a sheet has cells; “%(kind)s” has none.") % {"kind": kind})
    return Pointer(kind, key, cell)


def readable(text: str) -> Pointer | None:
    """The ref that `text` is, or None: for text in sheets that may or may not be a ref."""
    try:
        return pointer(text)
    except NoSuchRef:
        return None


def page_of(ref: str, *, sheet_kind: str = "") -> str | None:
    """The address of the page where the thing behind `ref` lives; None when its kind has none, or it takes the row to tell.

    A sheet lives where its kind says; `sheet_kind` is for whoever knows that.
    """
    at = readable(ref)
    if at is None:
        return None
    if at.kind == "sheet":
        lives = known.sheets().get(sheet_kind)
        return _address(lives.page, at.key) if lives and lives.page else None
    kind = known.kinds()[at.kind]
    if kind.within:
        return page_of(f"{kind.within}:{at.key.partition('/')[0]}")
    key = [int(at.key) if at.kind in known.numbered() else at.key] if kind.own else []
    return _address(kind.page, *key) if kind.page else None


def _address(name: str, *args: object) -> str | None:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:  # a room that is not in this build
        return None


def address_of(text: str) -> str:
    """The address of the trace of a ref that somebody typed or pasted; of the logbook when it is none."""
    at = readable(text.strip())
    return ref_url(at.ref) if at is not None else f"/herkomst/?q={quote(text.strip()[:LONGEST], safe='')}"
