"""Template tags of the page itself: the title said twice, form fields in the classes of the design system, hosts."""

import re
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from django import forms, template
from django.forms.boundfield import BoundField
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

register = template.Library()
HEADING = re.compile(r'<h2 [^>]*\bid="([^"]+)"[^>]*>(.*?)</h2>', re.DOTALL)
FEWEST = 4  # sections; fewer one sees at once

CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxInput, "utrecht-checkbox utrecht-checkbox--html-input"),
    (forms.Select, "utrecht-select utrecht-select--html-select"),
    (forms.Textarea, "utrecht-textarea utrecht-textarea--html-textarea"),
    (forms.TextInput, "utrecht-textbox utrecht-textbox--html-input"),
    (forms.NumberInput, "utrecht-textbox utrecht-textbox--html-input"),
)


@register.simple_tag(takes_context=True)
def again(context: Context, name: str) -> SafeString:
    """What block `name` holds, once more: a page says its title one time, for the tab and for above the text."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block(name) if blocks is not None else None
    # the engine escaped it already, when it rendered the block
    return mark_safe(block.render(context)) if block is not None else SafeString("")  # noqa: S308


class Contents(template.Node):
    """What stands between the tags, with a list of its headings before it."""

    def __init__(self, body: template.NodeList) -> None:
        self.body = body

    def render(self, context: Context) -> SafeString:
        body = self.body.render(context)
        places = [(name, unescape(strip_tags(words))) for name, words in HEADING.findall(body)]
        if len(places) < FEWEST:
            return body
        links = format_html_join("", '<li><a class="nl-link" href="#{}">{}</a></li>', places)
        listed = format_html('<nav class="contents" aria-label="{}"><ul>{}</ul></nav>', _("On this page"), links)
        return listed + body


@register.tag
def contents(parser: Parser, token: Token) -> Contents:
    """`{% contents %}…{% endcontents %}`: a long page begins with the list of its sections, from their own headings."""
    body = parser.parse(("endcontents",))
    parser.delete_first_token()
    return Contents(body)


@register.filter
def host(url: str) -> str:
    """The host of an address, without www: where a link leads."""
    return (urlsplit(str(url)).hostname or "").removeprefix("www.")


@register.filter
def field_kind(field: BoundField) -> str:
    """`checkbox`, `group` (several inputs under one legend) or `plain`."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    return "group" if widget.use_fieldset else "plain"


@register.filter
def dressed(field: BoundField) -> SafeString:
    """The field's widget with the classes of the design system, tied to its help and its errors."""
    widget = field.field.widget
    attrs: dict[str, Any] = {}
    for kind, classes in CLASSES:
        if isinstance(widget, kind) and not widget.use_fieldset:
            attrs["class"] = f"{classes} {widget.attrs.get('class', '')}".strip()
            break
    if not widget.use_fieldset:
        parts = (("helptext", field.help_text), ("error", field.errors))
        about = [f"{field.auto_id}_{word}" for word, there in parts if there]
        if about:
            attrs["aria-describedby"] = " ".join(about)
    return field.as_widget(attrs=attrs)
