"""Near-duplicates and themes beside published answers, beside slow, obvious twins, and at the door."""

import doctest
import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.published import case as outside

from samenhang.methods import triage as module
from samenhang.methods.triage import Proposal, Term, duplicates, likeness, normal, propose, signatures, stems

TEXT = st.text(st.sampled_from("abcé Éñ\n\t.ł漢Жӝß\0") | st.characters(), max_size=60)


def published(name: str) -> dict[str, Any]:
    return outside(f"m8/{name}.json")


def test_snowball_dutch_stems() -> None:
    case = published("dutch_snowball_sample")
    assert stems(case["words"]) == case["stems"]


def test_jaccard_of_five_letters() -> None:
    for row in published("near_duplicate_exact")["cases"]:
        assert likeness(row["a"], row["b"]) == row["expected"]
        estimate = (np.diff(signatures([row["a"], row["b"]]).astype(np.int64), axis=0) == 0).mean()
        assert abs(estimate - row["expected"]) <= 3 / np.sqrt(128)


def pieces(text: str) -> set[str]:
    plain = normal(text)
    return {plain[i : i + 5] for i in range(max(len(plain) - 4, 1))} - {""}


def twin(one: str, other: str) -> float:
    a, b = pieces(one), pieces(other)
    return len(a & b) / len(a | b) if a | b else 0.0


@settings(max_examples=150, deadline=None)
@given(TEXT, TEXT)
def test_likeness_is_what_its_twin_says(one: str, other: str) -> None:
    assert likeness(one, other) == twin(one, other)
    assert likeness(one, one) == (1.0 if normal(one) else 0.0)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(["te veel bewoners", "te  veel bewóners", "loon", "lonen", "", "x"]) | TEXT, max_size=8)
)
def test_every_pair_that_is_proposed_is_alike_and_equal_texts_are_found(texts: list[str]) -> None:
    found = duplicates(texts, at_least=0.5)
    pairs = list(zip(found.first.tolist(), found.second.tolist(), strict=True))
    assert [twin(texts[a], texts[b]) for a, b in pairs] == found.likeness.tolist()
    assert all(a < b for a, b in pairs)
    assert list(found.likeness) == sorted(found.likeness, reverse=True)
    equal = {(a, b) for b in range(len(texts)) for a in range(b) if pieces(texts[a]) == pieces(texts[b]) != set()}
    assert equal <= set(pairs)


def reports(count: int, seed: int = 1) -> list[str]:
    rng = random.Random(seed)
    letters = "aaeeeiioourstnlmkgdbpvw"
    words = ["".join(rng.choices(letters, k=rng.randint(3, 9))) for _ in range(2000)]
    return [" ".join(rng.choices(words, k=25)) for _ in range(count)]


def test_near_copies_are_found_among_strangers() -> None:
    texts = reports(400)
    copies = [text.replace("e", "é", 2).upper().replace(" ", "  ", 3)[:-4] for text in texts[:100]]
    found = duplicates([*texts, *copies])
    assert set(zip(found.first.tolist(), found.second.tolist(), strict=True)) == {(i, 400 + i) for i in range(100)}


def test_a_flood_of_one_text_costs_no_more_than_its_length() -> None:
    text = reports(1)[0]
    found = duplicates([text] * 5000)
    assert len(found.first) <= 5000 * module.REACH
    assert set(found.second.tolist()) == set(range(1, 5000))  # each was compared with one before it


def test_texts_without_letters_are_like_nothing() -> None:
    assert len(duplicates([]).first) == 0
    assert len(duplicates(["", " ", "\n\0"]).first) == 0


def test_more_characters_than_the_alphabet_has() -> None:
    many = "".join(chr(0x4E00 + i) for i in range(6000))
    assert likeness(many, many) == 1.0
    assert likeness(many, "abcdefgh") == 0.0


@pytest.mark.parametrize(
    ("texts", "at_least", "sentence"),
    [
        (["a"], 0.1, "Expected a likeness from 0.3 to 1, got 0.1."),
        (["a"], float("nan"), "Expected a likeness from 0.3 to 1, got nan."),
        ("one text", 0.7, "Expected a list of texts, got something else."),
        (["a", None], 0.7, "Expected a list of texts, got something else."),
    ],
)
def test_bad_texts_get_a_sentence(texts: Any, at_least: float, sentence: str) -> None:
    with pytest.raises(ValueError) as told:
        duplicates(texts, at_least=at_least)
    assert sentence in str(told.value)


LEXICON = [
    Term("living", "woning*"),
    Term("living", "*huis"),
    Term("living", "bewoner"),
    Term("living", "te veel mensen", 2),
    Term("work", "loon"),
    Term("work", "uitzendbureau"),
    Term("work", "*contract*"),
    Term("together", "overlast"),
]


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("De woningnood is groot", "living"),
        ("Vijf bewoners in één kamer", "living"),
        ("Er zitten TE VEEL mensen in het pakhuis", "living"),
        ("Mijn loon is niet betaald door het uitzendbureau.", "work"),
        ("Ik heb geen arbeidscontracten gezien", "work"),
        ("Overlast op straat", "together"),
        ("Mooi weer vandaag", ""),
        ("Loon en woning", ""),
        ("", ""),
    ],
)
def test_a_theme_is_proposed_or_not(text: str, theme: str) -> None:
    assert propose(text, LEXICON).theme == theme


@pytest.mark.parametrize("text", ["De woningnood en het loon van bewoners", "Overlast, overlast en een contract"])
def test_what_does_not_change_a_proposal(text: str) -> None:
    found = propose(text, LEXICON)
    again = [f"{text} {text}", f"{text} en zo voort", text.upper(), text.replace(" ", "\n")]
    assert {(p.theme, p.share, p.weight) for p in (propose(other, LEXICON) for other in again)} == {
        (found.theme, found.share, found.weight)
    }
    assert propose(text, LEXICON[::-1]) == found


def test_a_proposal_says_what_it_rests_on() -> None:
    assert propose("Te veel mensen in dit woonhuis, geen loon", LEXICON) == Proposal(
        theme="living",
        share=0.75,
        weight=3.0,
        reason=(("Te veel mensen", "te veel mensen"), ("woonhuis", "*huis")),
        rest={"work": 1.0},
    )


def test_on_reports_of_our_own_making_it_is_mostly_right_and_silent_when_in_doubt() -> None:
    rng = random.Random(4)
    said = {
        "living": ["woningtekort", "bewoners", "flathuis"],
        "work": ["lonen", "contracten", "uitzendbureaus"],
        "together": ["overlast"],
    }
    filler = ["de", "een", "het", "van", "op", "niet", "maar", "ook", "weer", "vaak", "gisteren", "iemand", "gemeente"]
    right, wrong, silent = 0, 0, 0
    for _ in range(300):
        theme = rng.choice(list(said))
        other = rng.choice([t for t in said if t != theme])
        words = (
            rng.choices(said[theme], k=2) + rng.choices(filler, k=10) + rng.choices(said[other], k=rng.random() < 0.3)
        )
        rng.shuffle(words)
        found = propose(" ".join(words), LEXICON).theme
        right, wrong, silent = right + (found == theme), wrong + (found not in {"", theme}), silent + (not found)
    assert wrong == 0
    assert right >= 200
    assert silent > 0


@pytest.mark.parametrize(
    ("lexicon", "more", "sentence"),
    [
        ([Term("a", "b", 0)], {}, "Expected a weight above 0 for 'b', got 0."),
        ([Term("a", " . ")], {}, "Expected a word in each term of 'a', got ' . '."),
        ([], {"ahead": 0.5}, "Expected a share above 0.5 and at most 1, got 0.5."),
    ],
)
def test_a_bad_lexicon_gets_a_sentence(lexicon: list[Term], more: dict[str, float], sentence: str) -> None:
    with pytest.raises(ValueError) as told:
        propose("text", lexicon, **more)
    assert sentence in str(told.value)


def test_the_examples_are_so() -> None:
    assert doctest.testmod(module).failed == 0
