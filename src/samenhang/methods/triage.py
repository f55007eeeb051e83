"""Triage of signals: which texts say the same, and what theme is a text about?

Why it looks the way it does:

- Who reports a thing twice rarely copies it letter by letter. Texts are compared as sets of five letters in a row, without
  capitals and accents: a typing error touches five of them and leaves the rest.
- MinHash only chooses which pairs are worth a look. Every pair that is proposed was compared exactly.
- A theme is proposed by words that the workspace chose, so it can say why. What a theme rests on too little, or what could
  be two themes, is left to a person.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from samenhang.methods import triage_kernels as kernels
from samenhang.methods.triage_kernels import F64, I64, U64

VERSION = 1  # raise it when the same input gives other numbers: acts record it

PERMUTATIONS, ROWS, REACH = 128, 4, 8
ALPHABET = 2**kernels.BITS - 1
U32 = npt.NDArray[np.uint32]


@dataclass(frozen=True)
class Pairs:
    """Texts that are nearly the same: the earlier, the later, and how alike they are."""

    first: I64
    second: I64
    likeness: F64  # 0..1


@dataclass(frozen=True)
class Term:
    """A word, or some words in a row, that points at a theme. A star at either end stands for the rest of the word."""

    theme: str
    words: str
    weight: float = 1.0


@dataclass(frozen=True)
class Proposal:
    """A theme, or an abstention, with what it rests on."""

    theme: str  # empty: it abstains
    share: float  # of the weight that was found, what points at this theme, 0..1
    weight: float
    reason: tuple[tuple[str, str], ...]  # (what stands in the text, the term that it meets), of the best theme
    rest: dict[str, float]  # weight of the other themes


def normal(text: str) -> str:
    """A text without capitals and accents, with single spaces.

    >>> normal("  Óne HOUSE,\\n too  many people ")
    'one house, too many people'
    """
    return " ".join("".join(_form(character) for character in text.replace("\0", " ")).split())


def likeness(one: str, other: str) -> float:
    """How alike two texts are: what their sets of five letters in a row share, of all that they hold (Jaccard), 0 to 1.

    Two empty texts share nothing. Reference: Broder (1997), On the resemblance and containment of documents.

    >>> round(likeness("overlast door te veel bewoners in één huis", "overlast door teveel bewoners in een huis"), 4)
    0.7857
    >>> likeness("abcdefgh", "zzzzzzzz")
    0.0
    """
    found, starts = _pieces([one, other])
    return float(kernels.likenesses(found, starts, np.array([0]), np.array([1]))[0])


def signatures(texts: Sequence[str], *, seed: int = 1) -> U32:
    """MinHash u4[texts, 128]: the share of equal numbers in two rows estimates how alike the texts are."""
    return _signatures(*_pieces(texts), seed)


def duplicates(texts: Sequence[str], *, at_least: float = 0.7, seed: int = 1) -> Pairs:
    """Pairs of texts that are nearly the same, the most alike first.

    texts : any number of texts; an empty text is like nothing
    at_least : the smallest likeness to report, 0.3 to 1

    Returns `Pairs`. Each pair was compared exactly; a pair is missed with a chance of (1 - j^4)^32 for likeness j: 0.0002 at
    0.7. Of more than nine texts that share a bucket, each is compared with the eight before it, so that a flood of one text
    costs no more than its length. Characters beyond the 4,095 most common ones count as one.
    Errors: ValueError with a sentence when an argument is not as above.
    Reference: Broder (1997), On the resemblance and containment of documents, https://doi.org/10.1109/SEQUEN.1997.666900

    >>> found = duplicates(["Te veel bewoners in een huis", "Loon niet betaald", "te veel bewoners in één huis!"])
    >>> list(zip(found.first.tolist(), found.second.tolist(), found.likeness.round(2).tolist()))
    [(0, 2, 0.96)]
    """
    if not 0.3 <= at_least <= 1:
        raise ValueError(
            f"Expected a likeness from 0.3 to 1, got {at_least!r}. Below 0.3 most texts are a little alike."
        )
    if isinstance(texts, str) or not all(isinstance(text, str) for text in texts):
        raise ValueError("Expected a list of texts, got something else. Give one text per signal.")
    found, starts = _pieces(texts)
    keys = kernels.bands(_signatures(found, starts, seed), ROWS)
    filled = np.diff(starts) > 0
    met = [kernels.neighbours(band, np.argsort(band, kind="stable"), filled, REACH) for band in keys]
    pairs = np.unique(np.concatenate(met)) if met else np.empty(0, dtype=np.int64)
    first, second = np.divmod(pairs, max(len(texts), 1))
    alike = kernels.likenesses(found, starts, first, second)
    kept = np.flatnonzero(alike >= at_least)
    kept = kept[np.lexsort((second[kept], first[kept], -alike[kept]))]
    return Pairs(first[kept], second[kept], alike[kept])


def stems(words: Sequence[str], language: str = "dutch") -> list[str]:
    """What is left of each word without its endings, in the Dutch of Kraaij and Pohlmann.

    >>> stems(["aanbestedingsprocedures", "bewoners"])
    ['aanbestedingsprocedur', 'bewoner']
    """
    return [_stem(word, language) for word in words]


def propose(text: str, lexicon: Sequence[Term], *, enough: float = 1.0, ahead: float = 0.6) -> Proposal:
    """The theme that a text is about, or an abstention.

    text : any text
    lexicon : terms with a weight above 0; of one term each theme counts once, however often the text says it
    enough : the least weight on which a theme is proposed
    ahead : the least share of all weight that points at it, above 0.5 to 1

    Returns `Proposal`. Errors: ValueError with a sentence when an argument is not as above.
    Reference: terms with weights are the oldest of classifiers; stems: Kraaij & Pohlmann (1994), https://snowballstem.org

    >>> words = [Term("living", "woning*"), Term("living", "te veel bewoners", 2), Term("work", "loon", 1.5)]
    >>> found = propose("Er slapen te veel bewoners in deze woning.", words)
    >>> found.theme, found.share, found.reason
    ('living', 1.0, (('te veel bewoners', 'te veel bewoners'), ('woning', 'woning*')))
    >>> found = propose("Geen loon en geen woning", words)
    >>> found.theme, found.share
    ('', 0.6)
    """
    if not 0.5 < ahead <= 1:
        raise ValueError(
            f"Expected a share above 0.5 and at most 1, got {ahead!r}. Choose how far ahead a theme must be."
        )
    for term in lexicon:
        if not (term.weight > 0 and np.isfinite(term.weight)):
            raise ValueError(f"Expected a weight above 0 for {term.words!r}, got {term.weight!r}. Leave the term out.")
        if not _words(term.words):
            raise ValueError(f"Expected a word in each term of {term.theme!r}, got {term.words!r}. Fill it in.")
    said = _words(text)
    folded = [(normal(word), _stem(word, "dutch")) for word in said]
    found: dict[str, dict[str, tuple[float, str]]] = {}
    for term in lexicon:
        at = _meets(folded, term.words)
        if at is not None:
            words = " ".join(said[at : at + len(_words(term.words))])
            found.setdefault(term.theme, {})[term.words] = term.weight, words
    weights = {theme: sum(weight for weight, _ in terms.values()) for theme, terms in found.items()}
    total = sum(weights.values())
    best = max(sorted(weights), key=lambda theme: weights[theme], default="")
    share = weights[best] / total if best else 0.0
    told = sorted(found.get(best, {}).items(), key=lambda item: (-item[1][0], item[0]))
    reason = tuple((words, term) for term, (_, words) in told)
    rest = {theme: weight for theme, weight in sorted(weights.items()) if theme != best}
    sure = bool(best) and weights[best] >= enough and share > ahead
    return Proposal(best if sure else "", share, weights.get(best, 0.0), reason, rest)


def _words(text: str) -> list[str]:
    return re.findall(r"\*?[^\W_]+(?:['’-][^\W_]+)*\*?", text)


@lru_cache(maxsize=50_000)
def _stem(word: str, language: str) -> str:
    return str(_stemmer(language).stemWord(word.lower()))


@lru_cache(maxsize=16)
def _stemmer(language: str) -> Any:
    import snowballstemmer  # type: ignore[import-untyped]

    return snowballstemmer.stemmer(language)


def _meets(said: Sequence[tuple[str, str]], term: str) -> int | None:
    """Where the words of a term stand in a row in a text, if they do."""
    asked = _words(term)
    for at in range(len(said) - len(asked) + 1):
        if all(_same(word, stem, wish) for (word, stem), wish in zip(said[at:], asked, strict=False)):
            return at
    return None


def _same(word: str, stem: str, wish: str) -> bool:
    if "*" not in wish:
        return stem == _stem(wish, "dutch") or word == normal(wish)
    bare = normal(wish.strip("*"))
    if wish.startswith("*") and wish.endswith("*"):
        return bare in word
    return word.endswith(bare) if wish.startswith("*") else word.startswith(bare)


def _signatures(found: U64, starts: I64, seed: int) -> U32:
    rng = np.random.default_rng(seed)
    times = rng.integers(0, 2**31, PERMUTATIONS, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    return kernels.signatures(found, starts, times, rng.integers(0, 2**32, PERMUTATIONS, dtype=np.uint32))


def _pieces(texts: Sequence[str]) -> tuple[U64, I64]:
    """The pieces of all texts, made normal character by character in one pass: `normal` on each would take longer."""
    if not texts:
        return np.empty(0, dtype=np.uint64), np.zeros(1, dtype=np.int64)
    whole = "\0".join(text.replace("\0", " ") for text in texts) + "\0"
    points = np.frombuffer(whole.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    times = kernels.occurrences(points)
    kinds = np.flatnonzero(times)
    forms = ["\0" if kind == 0 else _form(chr(kind)) for kind in kinds]
    often: dict[str, int] = {}
    for form, kind in zip(forms, kinds, strict=True):
        for letter in form:
            often[letter] = often.get(letter, 0) + int(times[kind])
    letters = sorted(often.keys() - {"\0", " "}, key=lambda letter: (-often[letter], letter))
    code = {"\0": kernels.END, " ": kernels.SPACE}
    code |= {letter: min(rank + kernels.FIRST, ALPHABET) for rank, letter in enumerate(letters)}
    first = np.zeros(len(times) + 1, dtype=np.int64)
    first[kinds + 1] = [len(form) for form in forms]
    first = np.cumsum(first)
    coded = np.array([code[letter] for form in forms for letter in form], dtype=np.int64)
    return kernels.pieces(*kernels.folded(points, first, coded, len(texts)))


def _form(character: str) -> str:
    """What one character is in a normal text: nothing for an accent, a space for all that parts words."""
    form = unicodedata.normalize("NFKD", character.lower())
    return "".join(" " if c.isspace() else c for c in form if not unicodedata.combining(c) and c != "\0")
