"""Cuts Noto Sans to the letters of the ten languages in which people speak here: for the screen and for the PDF."""

from collections.abc import Collection
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

# Latin-1 carries Dutch, English, German place names and the figures; the others add what is theirs.
LATIN = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x100)])) + "ĲĳŒœŸ"
PUNCTUATION = "‐‑‒–—‘’‚“”„†•…‰′″‹›⁄€−\u2009\u202f\u200b"
LATIN_EXT = {
    "pl": "ĄąĆćĘęŁłŃńŚśŹźŻż",
    "ro": "ĂăȘșȚțŞşŢţ",
    "hu": "ŐőŰű",
    "lt": "ĄąČčĖėĘęĮįŠšŲųŪūŽž",
    "names": "ČčĆćĐđŠšŽžĞğİıŞşĀāĒēĢģĪīĶķĻļŅņŪūŘřĚěŮůŇňĎďŤťĽľĹĺŔŕ",  # people and companies come from more countries
}
CYRILLIC = {
    "bg": "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЬЮЯабвгдежзийклмнопрстуфхцчшщъьюяѝЍ№",
    "uk": "ҐґЄєІіЇї\u02bc",
    "ru": "ЁёЫыЭэ",  # many who speak Ukrainian or Bulgarian also read it, and names use it
}
LETTERS = frozenset(map(ord, LATIN + PUNCTUATION + "".join(LATIN_EXT.values()) + "".join(CYRILLIC.values())))
SCRIPTS = ("latin", "latin-ext", "cyrillic")  # the package cuts by script already: a Dutch page then loads one file
PDF = {
    "400Regular/NotoSans_400Regular.ttf": "noto-sans-regular.ttf",
    "700Bold/NotoSans_700Bold.ttf": "noto-sans-bold.ttf",
}
WEIGHTS = (400, 700)  # text to bold: what lies outside is never used, and costs bytes
FEATURES = ["kern", "mark", "ccmp", "locl", "tnum"]


def _subset(font: TTFont, letters: Collection[int]) -> TTFont:
    names = [0, 1, 2, 3, 4, 5, 6, 13, 14]  # who made it and the licence stay inside
    options = Options(hinting=False, layout_features=FEATURES, name_IDs=names, notdef_outline=True)
    cutter = Subsetter(options)
    cutter.populate(unicodes=letters)
    cutter.subset(font)
    return font


def _ranges(letters: Collection[int]) -> str:
    """The CSS unicode-range of a set of code points: neighbours are written as one range."""
    runs: list[list[int]] = []
    for point in sorted(letters):
        if runs and point == runs[-1][1] + 1:
            runs[-1][1] = point
        else:
            runs.append([point, point])
    return ",".join(f"U+{a:X}" if a == b else f"U+{a:X}-{b:X}" for a, b in runs)


def cut_web(source: Path, target: Path) -> str:
    """Writes one variable woff2 per alphabet and returns the @font-face rules that name them."""
    rules = []
    for name in SCRIPTS:
        font = TTFont(source / f"noto-sans-{name}-wght-normal.woff2", recalcTimestamp=False)
        has = LETTERS.intersection(font.getBestCmap())
        _subset(font, has)
        instantiateVariableFont(font, {"wght": WEIGHTS}, inplace=True)  # after the cut: it drops still glyphs from gvar
        font.flavor = "woff2"
        font.save(target / f"noto-sans-{name}.woff2")
        rules.append(
            f'@font-face{{font-family:"Noto Sans";src:url(fonts/noto-sans-{name}.woff2) format("woff2");'
            f"font-weight:{WEIGHTS[0]} {WEIGHTS[1]};font-display:swap;unicode-range:{_ranges(has)}}}"
        )
    return "\n".join(rules)


def cut_pdf(source: Path, target: Path) -> None:
    """Writes the regular and the bold as static ttf, which the typesetter of the PDF embeds."""
    for file, name in PDF.items():
        _subset(TTFont(source / file, recalcTimestamp=False), LETTERS).save(target / name)
