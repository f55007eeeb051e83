"""The tags of the page, and the components that forms and figures are dressed in."""

import pytest
from django import forms
from django.template import engines
from django.template.loader import render_to_string

from samenhang.screen.cells import Cell, Date
from samenhang.screen.page import dressed, field_kind, host

pytestmark = pytest.mark.usefixtures("in_english")


class Form(forms.Form):
    title = forms.CharField(label="Title", help_text="What it is")
    about = forms.CharField(label="About", required=False, widget=forms.Textarea)
    who = forms.ChoiceField(label="Who", choices=[("a", "A")], required=False)
    when = forms.DateField(label="When", required=False)
    agreed = forms.BooleanField(label="Agreed", required=False)
    themes = forms.MultipleChoiceField(
        label="Themes", choices=[("a", "A")], required=False, widget=forms.CheckboxSelectMultiple
    )


def test_each_field_gets_its_kind_and_its_classes():
    form = Form()
    assert {name: field_kind(form[name]) for name in form.fields} == {
        "title": "plain",
        "about": "plain",
        "who": "plain",
        "when": "plain",
        "agreed": "checkbox",
        "themes": "group",
    }
    assert dressed(form["agreed"]) == (
        '<input type="checkbox" name="agreed" class="utrecht-checkbox utrecht-checkbox--html-input" id="id_agreed">'
    )
    assert 'class="utrecht-select utrecht-select--html-select"' in dressed(form["who"])
    assert 'class="utrecht-textarea utrecht-textarea--html-textarea"' in dressed(form["about"])


def test_a_field_is_tied_to_its_help_and_its_error():
    html = render_to_string("web/components/form.html", {"form": Form({"title": ""})})
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert 'id="id_title_helptext"' in html
    assert 'id="id_title_error"' in html
    assert html.count('aria-invalid="true"') == 1
    assert "style=" not in html


@pytest.mark.parametrize(
    ("url", "expected"),
    [("https://www.example.org/a?b", "example.org"), ("http://a.b.nl:80/", "a.b.nl"), ("", ""), ("nonsense", "")],
)
def test_host(url, expected):
    assert host(url) == expected


def test_a_title_is_written_once_and_said_twice(tmp_path):
    django = engines["django"]
    base = django.from_string("<title>{% block title %}{% endblock %}</title><h1>{% again 'title' %}</h1>")
    child = django.from_string("{% extends base %}{% block title %}{{ name }} & co{% endblock %}")
    html = child.render({"base": base.template, "name": "<A>"})
    assert html == "<title>&lt;A&gt; & co</title><h1>&lt;A&gt; & co</h1>"


@pytest.mark.parametrize(
    ("name", "context", "expected"),
    [
        ("state", {"state": "forecast"}, '<span class="state state--forecast">forecast</span>'),
        ("example", {}, '<span class="example">worked example</span>'),
        (
            "source",
            {"url": "https://www.example.org/x", "text": "Report"},
            '<a class="nl-link source" href="https://www.example.org/x" rel="external noopener">Report '
            '<span class="source__host">(example.org)</span><span class="visually-hidden">, another site</span></a>',
        ),
        (
            "badge",
            {"text": "on track", "tone": "success"},
            '<span class="utrecht-status-badge utrecht-status-badge--success">on track</span>',
        ),
    ],
)
def test_components(name, context, expected):
    assert render_to_string(f"web/components/{name}.html", context).strip() == expected


@pytest.mark.parametrize(
    ("name", "context"),
    [
        ("alert", {"kind": "warning", "text": "x", "title": "y", "url": "/", "link": "z"}),
        ("button", {"text": "x"}),
        ("button", {"text": "x", "url": "/"}),
        ("card", {"title": "x", "url": "/", "value": Cell(1, "m", "act:1"), "text": "y", "meta": "z", "badge": "b"}),
        ("crumbs", {"items": [("a", "/a/")]}),
        ("definition", {"label": "x", "text": "y"}),
        ("empty", {"title": "x", "why": "y", "who": "z", "next": "n", "url": "/"}),
        ("facts", {"items": [("a", Date("2018")), ("b", None)]}),
        ("heading", {"title": "x", "lead": "y"}),
    ],
)
def test_components_render_with_and_without_what_they_may_leave_out(name, context):
    for given in (context, {key: context[key] for key in list(context)[:1]}):
        html = render_to_string(f"web/components/{name}.html", given)
        assert "style=" not in html
        assert "None" not in html


SECTION = '<h2 class="x" id="{0}">{0} &amp; <b>co</b></h2>'


def test_a_long_page_begins_with_the_list_of_its_sections():
    body = "".join(SECTION.format(name) for name in "abcd")
    made = engines["django"].from_string("{% contents %}" + body + "{% endcontents %}").render()
    links = "".join(f'<li><a class="nl-link" href="#{name}">{name} &amp; co</a></li>' for name in "abcd")
    assert made == f'<nav class="contents" aria-label="On this page"><ul>{links}</ul></nav>{body}'


def test_a_short_page_has_no_list_of_its_sections():
    body = "".join(SECTION.format(name) for name in "abc")
    assert engines["django"].from_string("{% contents %}" + body + "{% endcontents %}").render() == body
