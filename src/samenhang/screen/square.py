"""An address as a square code (QR) that a phone reads: one SVG path, for the screen and for paper."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

QUIET = 4  # modules of white around the code: readers need them


def modules(address: str) -> tuple[tuple[bool, ...], ...]:
    """The dark and light modules, row by row, without the quiet zone. A quarter of the code may be damaged (level Q)."""
    import segno

    made = segno.make(address, error="q", micro=False, boost_error=False)
    return tuple(tuple(bool(module) for module in row) for row in made.matrix)


def drawing(address: str, label: str) -> SafeString:
    """The code as SVG; runs of dark modules are one stroke, so the path stays short."""
    rows = modules(address)
    size = len(rows) + 2 * QUIET
    path = []
    for down, row in enumerate(rows):
        across = 0
        while across < len(row):
            wide = 0
            while across + wide < len(row) and row[across + wide]:
                wide += 1
            if wide:
                path.append(f"M{across + QUIET} {down + QUIET}h{wide}v1h-{wide}z")
            across += wide or 1
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="square" viewBox="0 0 {} {}" role="img" aria-label="{}" '
        'shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{}v{}h-{}z"/><path fill="#000" d="{}"/></svg>',
        size, size, label, size, size, size, "".join(path),
    )  # fmt: skip
