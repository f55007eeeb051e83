"""The frame of every page: the menu as that page shows it, the loaded workspace and the version of its record."""

from dataclasses import replace

from django.urls import NoReverseMatch, reverse

from samenhang.ground.ledger.models import Head
from samenhang.ground.lexicon.models import Province
from samenhang.screen.cells import Date
from samenhang.web.home.queries.menu import SECTIONS, Section

SLUGS = tuple(section.slug for section in SECTIONS)


def nav(name: str, slug: str = "") -> tuple[Section, ...]:
    """The sections as the page called `name` shows them. A page whose room is not served has no place in the menu."""
    made = []
    for section in SECTIONS:
        pages = tuple(
            replace(page, url=url, current=name == page.name or name in page.under)
            for page in section.pages
            if (url := _url(page.name))
        )
        url = reverse("home:section", args=[section.slug])
        made.append(
            replace(section, pages=pages, url=url, current=slug == section.slug or any(page.current for page in pages))
        )
    return tuple(made)


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def section(slug: str) -> Section | None:
    """One section with the addresses of its pages."""
    return next((found for found in nav("") if found.slug == slug), None)


def data_version(province: Province | None) -> str:
    """The day of the last load, and the first letters of the seal of the record: two readers can see that they look at the same."""
    if province is None:
        return ""
    seal = Head.objects.values_list("seal", flat=True).first() or ""
    return f"{Date(province.loaded_at.date())} · {seal[:8]}"
