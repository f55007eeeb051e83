"""The parts of a talking sheet in sentences: size, readings, questions, what is known, the neighbours, what nobody knows."""

import re
from datetime import date

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from samenhang.insight.evidence.queries.freshness import age, age_words
from samenhang.reporting.reports.queries.pieces import Piece, Said, named
from samenhang.reporting.reports.queries.talking_facts import LARGER, SIZES
from samenhang.reporting.reports.queries.talking_pieces import Group, Line, Marks, Pieces, Question, Row
from samenhang.reporting.reports.queries.talking_rows import OLD, PER_THOUSAND
from samenhang.reporting.reports.queries.talking_rules import BY_NAME
from samenhang.reporting.reports.queries.talking_slots import Sheeted, bare, ends, listed, small
from samenhang.screen.cells import Code, Run
from samenhang.screen.charts.track import Tracks

EXCERPT = 190  # letters of a reason
COUNTED = ("work", "live", "other")


# --- size


def size(source: Sheeted, notes: Marks, on: date) -> tuple[Pieces, tuple[Group, ...]]:
    """The conflict in one sentence, and every source beside the others."""
    labels = {
        "work": _("Counted where they work"),
        "live": _("Counted where they live"),
        "other": _("Where was counted is not stated"),
        "forecast": _("Expected, not counted"),
    }
    slots = {group: source.numbered(group) for group in labels}
    cells = {slot: source.cell(slot) for some in slots.values() for slot in some}
    tracks = Tracks(tuple(cells.values()))
    lead = _lead(source, notes, [slot for group in COUNTED for slot in slots[group]])
    groups = []
    for group, some in slots.items():
        lines = tuple(_line(source, notes, slot, tracks.drawn(cells[slot]), on) for slot in some)
        # that nobody counted where people work, or where they live, is said beside who counted the other
        if lines or (cells and group in SIZES):
            groups.append(Group(labels[group], lines))
    return lead, tuple(groups)


def _line(source: Sheeted, notes: Marks, slot: str, drawing: str, on: date) -> Line:
    period = str(source.slots[slot]["period"])
    old = (age(period, on) or 0) >= OLD
    return Line(
        who=notes.pieces(
            "{who}, {date} ({age})" if old else "{who}, {date}",
            who=source.name(f"{slot}-publication"),
            date=source.date(slot),
            **({"age": named(age_words(period, on))} if old else {}),
        ),
        counts=notes.pieces("{counts}", counts=source.text(f"{slot}-definition")),
        number=notes.pieces("{number}", number=bare(source.cell(slot))),
        drawing=drawing,
    )


def _lead(source: Sheeted, notes: Marks, slots: list[str]) -> Pieces:
    cells = [source.cell(slot) for slot in slots]
    found = ends(cells)
    if not any(cell.numbers for cell in cells):
        return notes.pieces(_("Nobody has published a number for this area that the province knows."))
    if found is None:
        return notes.pieces(_("The sources count in different units; they cannot be put on one line."))
    low, high = found
    if len(cells) == 1:
        words = _("One source gives a number: {number} ({date}).")
        return notes.pieces(words, number=cells[0], date=source.date(slots[0]))
    if low.value == high.value:
        return notes.pieces(
            _("The sources give the same number, {number}, and do not count the same people."), number=low
        )
    words = _("The sources run from {low} to {high}. They do not count the same people.")
    return notes.pieces(words, low=bare(low), high=high)


def readings(source: Sheeted, notes: Marks) -> tuple[Pieces, ...]:
    """The number that was chosen for a purpose and why, or that nobody chose."""
    made: list[Pieces] = []
    for slot in source.numbered("reading"):
        pieces = notes.pieces(
            _("For “{purpose}” the choice is {value} ({publication}, {period}). {reason}"),
            purpose=source.name(f"{slot}-purpose"), value=bare(source.cell(slot)),
            publication=source.name(f"{slot}-publication"), period=source.date(slot),
            reason=_excerpt(source.said(f"{slot}-reason")),
        )  # fmt: skip
        moved = notes.pieces(_(" The source says something else by now.")) if f"{slot}-moved" in source else ()
        example = (Piece("example", _("worked example")),) if source.example(slot) else ()
        made.append((*pieces, *moved, *example))
    for slot in source.numbered("also"):
        pieces = notes.pieces(
            _("Also chosen, for “{purpose}”: {value} ({publication}, {period})."), purpose=source.name(f"{slot}-purpose"),
            value=bare(source.cell(slot)), publication=source.name(f"{slot}-publication"), period=source.date(slot),
        )  # fmt: skip
        made.append((*pieces, *((Piece("example", _("worked example")),) if source.example(slot) else ())))
    if any(source.numbered(group) for group in COUNTED):
        nobody = _("Nobody has chosen yet which number is read for what.")
        made.append(notes.pieces(_("For other purposes nobody has chosen.") if made else nobody))
    if "more" in source:
        made.append(notes.pieces(_("Other and older numbers stand with all figures of this area.")))
    return tuple(made)


def _excerpt(said: Said | str) -> Said | str:
    """The first sentences of a reason: a sheet has little room, and the footnote leads to the whole."""
    if isinstance(said, str) or len(said.words) <= EXCERPT:
        return said
    sentences = re.split(r"(?<=[.!?;]) ", said.words)
    kept = sentences[0]
    for sentence in sentences[1:]:
        if len(kept) + len(sentence) >= EXCERPT:
            break
        kept = f"{kept} {sentence}"
    return Said(f"{Truncator(kept).chars(EXCERPT).rstrip('…')} …", said.ref)


# --- questions


def questions(source: Sheeted, notes: Marks) -> tuple[Question, ...]:
    """The questions whose rule held, each with what it rests on."""
    made: list[Question] = []
    for slot in source.slots:
        rule = BY_NAME.get(slot.removeprefix("ask-")) if slot.startswith("ask-") else None
        if rule is not None:
            parts = _parts(source, rule.name)
            why = rule.why if parts is not None else rule.instead
            number = Code(str(len(made) + 1))
            made.append(Question(number, notes.pieces(rule.question), notes.pieces(why, **(parts or {}))))
    return tuple(made)


NEAREST = {"nothing-larger": SIZES, "homes": ("need", "supply"), "nature": ("nature",)}
HERE = {"plan": "plan", "unregistered": "registration", "norm": "norm", "need": "need"}


def _parts(source: Sheeted, rule: str) -> dict[str, Run] | None:
    """What the reason of a question names; None when it is not there, and the other reason holds."""
    sizes = [slot for group in COUNTED for slot in source.numbered(group)]
    if rule in ("contested", "contested-chosen"):
        found = ends([source.cell(slot) for slot in sizes])
        chosen = (*source.numbered("reading"), *source.numbered("also"))
        purposes = ", ".join(f"“{source.name(f'{slot}-purpose')}”" for slot in chosen)
        return {"low": bare(found[0]), "high": found[1], "purposes": named(purposes)} if found else {}
    if rule == "old":
        newest = max(sizes, key=lambda slot: str(source.slots[slot]["period"]))
        return {"date": source.date(newest)} if source.slots[newest]["period"] else None
    if rule in ("nothing", "unlike"):
        groups = ("alike", "unlike") if rule == "nothing" else ("unlike",)
        return {"neighbours": listed(source, [f"{slot}-area" for group in groups for slot in source.numbered(group)])}
    if rule in NEAREST:
        return _nearest(source, NEAREST[rule])
    if rule == "families":
        some = (
            slot.removesuffix("-definition")
            for slot in source.slots
            if slot.endswith("-definition") and "-here-" in slot
        )
        here = next(slot for slot in some if getattr(source.row(f"{slot}-definition"), "family", "") == "only")
    elif rule in HERE:
        some = (f"{slot}-here-1" for slot in source.slots if source.part(slot) == HERE[rule])
        here = next(slot for slot in some if slot in source)
    else:
        return {}
    return {
        "cell": source.cell(here), "indicator": source.text(f"{here}-indicator"), "date": source.when(here),
        "counts": source.text(f"{here}-definition"),
    }  # fmt: skip


def _nearest(source: Sheeted, parts: tuple[str, ...]) -> dict[str, Run] | None:
    """The nearest that is known of some parts: of a region rather than of the province."""
    slots = [f"{slot}-near" for slot in source.slots if source.part(slot) in parts and f"{slot}-near" in source]
    if not slots:
        return None
    said = min(slots, key=lambda slot: LARGER.index(getattr(source.row(f"{slot}-area"), "kind", LARGER[-1])))
    return {
        "area": source.name(f"{said}-area"), "cell": source.cell(said), "date": source.when(said),
        "indicator": source.text(f"{said}-indicator"),
    }  # fmt: skip


# --- nature, places to live, and what nobody knows


def known(source: Sheeted, notes: Marks, slots: list[str]) -> tuple[Row, ...]:
    """What is known here of some aspects."""
    rows = []
    for slot in slots:
        for here in source.numbered(f"{slot}-here"):
            value = notes.pieces("{value}", value=source.cell(here))
            said, who = source.text(f"{here}-definition"), source.name(f"{here}-publication")
            words = "{counts} ({date})" if str(who) in str(said) else "{counts} ({who}, {date})"
            counts = notes.pieces(words, counts=said, who=who, date=source.date(here))
            rows.append(Row(notes.pieces("{name}", name=source.text(slot)), (value, counts)))
    return tuple(rows)


def unknown(source: Sheeted, notes: Marks, slots: list[str]) -> tuple[Row, ...]:
    """What is not known here: the nearest that is, who could know, and the next step."""
    rows = []
    for slot in slots:
        part = source.part(slot)
        if f"{slot}-here-1" in source or part == "norm" or source.numbered(part):
            continue
        holder, step = source.text(slot, "holder"), small(source.text(slot, "step"))
        told = notes.pieces("{holder}: {step}", holder=holder, step=step)
        name = notes.pieces("{name}", name=source.text(slot))
        about = str(getattr(source.row(f"{slot}-near-indicator"), "pk", ""))
        rows.append(Row(name, (_farther(source, notes, f"{slot}-near", part), told), about))
    return tuple(rows)


def _farther(source: Sheeted, notes: Marks, slot: str, part: str) -> Pieces:
    """The nearest that is known of a larger area, with what it counts; its name comes first: it is not this area."""
    if slot not in source:
        return notes.pieces(_("Not known for a larger area either."))
    label = source.text(f"{slot}-indicator")
    counts = source.text(f"{slot}-definition") if f"{slot}-definition" in source else _("several counts")
    same = part in SIZES or str(label).lower() in str(counts).lower()
    words = _("{area}: {value} ({counts}, {date}).") if same else _("{area}, {label}: {value} ({counts}, {date}).")
    return notes.pieces(
        words, area=source.name(f"{slot}-area"), value=source.cell(slot), label=small(label), counts=small(counts),
        date=source.when(slot),
    )  # fmt: skip


def footnote(source: Sheeted, ref: str) -> Pieces:
    """Who states what a footnote leads to, and when; words of people are a reason that was given."""
    stated = source.stated(ref)
    if stated is not None:
        return Marks().pieces("{who}, {date}", who=stated[0], date=stated[1])
    cell = ref.partition("#")[2]
    copied = source.slots.get(cell.rpartition("/")[0], {"ref": ref})["ref"]
    if str(copied).startswith("text:"):
        return Marks().pieces(_("the reason of the choice"))
    return Marks().pieces("{cell}", cell=Code(cell.removesuffix("/value") or ref))


# --- the neighbours


def near(source: Sheeted, notes: Marks, kind: str) -> tuple[str, tuple[Pieces, ...]]:
    """What can be compared with others, what cannot, and who has no number."""
    title = _("Beside the neighbours") if kind == "municipality" else _("Within this area")
    if "around" not in source:
        return title, (notes.pieces(_("The workspace does not say who the neighbours are.")),)
    made: list[Pieces] = []
    alike, unlike, silent = (source.numbered(group) for group in ("alike", "unlike", "silent"))
    if alike:
        made.append(_alike(source, notes, alike))
    if unlike:
        other = alike or any(source.numbered(group) for group in COUNTED)
        intro = _("Counted in another way, so not to be compared: ") if other else _("Known there: ")
        pieces: list[Piece] = [*notes.pieces(intro)]
        for place, slot in enumerate(unlike):
            pieces += [Piece("text", "; ")] if place else []
            pieces += notes.pieces(
                "{area} {value} ({date}, {counts})", area=source.name(f"{slot}-area"), value=bare(source.cell(slot)),
                date=source.date(slot), counts=small(source.text(f"{slot}-definition")),
            )  # fmt: skip
        made.append((*pieces, *notes.pieces(".")))
    if "silent-more" in source:
        some = _("The other municipalities in {region} have no number.")
        none = _("No other municipality in {region} has a number.")
        within = _("No municipality in {region} has a number.")
        words = some if alike or unlike else none if kind == "municipality" else within
        made.append(notes.pieces(words, region=source.name("around")))
    elif silent:
        made.append(notes.pieces(_("No number is known of {areas}."), areas=listed(source, silent)))
    return title, tuple(made) or (notes.pieces(_("There are no other municipalities to compare with.")),)


def _alike(source: Sheeted, notes: Marks, slots: list[str]) -> Pieces:
    """Those that count alike, in one line; per thousand inhabitants when these are known for the same year."""
    rates = source.slots[slots[0]]["unit"] == PER_THOUSAND
    plain = _("Counted alike ({counts}, {date}): ")
    intro = _("Counted alike ({counts}, {date}), per thousand inhabitants: ") if rates else plain
    counts = small(source.text("alike-definition"))
    pieces: list[Piece] = [*notes.pieces(intro, counts=counts, date=source.date(slots[0]))]
    for place, slot in enumerate(slots):
        pieces += [Piece("text", "; ")] if place else []
        pieces += notes.pieces("{area} {value}", area=source.name(f"{slot}-area"), value=bare(source.cell(slot)))
    return (*pieces, *notes.pieces("."))
