"""What is built for the browser: small, whole, and from no other host."""

import gzip
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[2] / "src" / "samenhang" / "web" / "static"
ASSETS = STATIC.parents[3] / "assets"
VENDOR = STATIC / "vendor"
ALPHABETS = {
    "nl": "áéíóúàèëïöüçÁÉ’‘“”–—…€",
    "en": "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
    "pl": "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ„”",
    "ro": "ăâîșțĂÂÎȘȚ",
    "bg": "абвгдежзийклмнопрстуфхцчшщъьюяАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЬЮЯ№",
    "hu": "áéíóöőúüűÁÉÍÓÖŐÚÜŰ",
    "es": "áéíñóúü¿¡ÁÉÍÑÓÚÜªº",
    "pt": "ãáàâçéêíõóôúÃÁÀÂÇÉÊÍÕÓÔÚ",
    "lt": "ąčęėįšųūžĄČĘĖĮŠŲŪŽ",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяҐЄІЇʼ",
}
built = pytest.mark.skipif(
    not (VENDOR / "nlds.css").is_file(), reason="run `make assets` first: static/vendor is not built"
)


@built
def test_the_fonts_are_light():
    assert sum(file.stat().st_size for file in (VENDOR / "fonts").glob("*.woff2")) <= 60_000


@built
@pytest.mark.parametrize("language", ALPHABETS)
def test_every_language_of_the_voices_has_its_letters(language):
    fonttools = pytest.importorskip("fontTools.ttLib")
    web: set[int] = set()
    for file in (VENDOR / "fonts").glob("*.woff2"):
        web |= set(fonttools.TTFont(file).getBestCmap())
    pdf = fonttools.TTFont(VENDOR / "fonts" / "noto-sans-regular.ttf").getBestCmap()
    bold = fonttools.TTFont(VENDOR / "fonts" / "noto-sans-bold.ttf").getBestCmap()
    wanted = set(map(ord, ALPHABETS[language] + " .,:;!?()-−×·%"))
    assert {"web": wanted - web, "pdf": wanted - set(pdf), "bold": wanted - set(bold)} == {
        "web": set(),
        "pdf": set(),
        "bold": set(),
    }


@built
def test_what_every_page_loads_is_far_below_its_limit():
    css = (VENDOR / "nlds.css").read_bytes() + (STATIC / "app.css").read_bytes()
    fonts = sum(file.stat().st_size for file in (VENDOR / "fonts").glob("*.woff2"))
    assert len(gzip.compress(css)) + fonts <= 70_000


@built
def test_the_styles_name_no_other_host():
    for file in (VENDOR / "nlds.css", STATIC / "app.css", STATIC / "favicon.svg"):
        addresses = re.findall(
            r"(?:https?:)?//[\w.-]+", re.sub(r"/\*.*?\*/", "", file.read_text(encoding="utf-8"), flags=re.S)
        )
        assert [address for address in addresses if "www.w3.org" not in address] == []


@built
def test_every_own_token_is_defined():
    own = (STATIC / "app.css").read_text(encoding="utf-8")
    defined = set(re.findall(r"(--[\w-]+)\s*:", own + (VENDOR / "nlds.css").read_text(encoding="utf-8")))
    assert set(re.findall(r"var\((--[\w-]+)\)", own)) - defined == set()


def test_the_lock_names_packages_and_no_registry():
    lock = (ASSETS / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert lock.count('"integrity"') == lock.count('"node_modules/')
