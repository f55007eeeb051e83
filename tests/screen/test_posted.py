"""A page with a form: not found with a sentence, a refusal in the form, and what it answers."""

import pytest
from django import forms
from django.db import IntegrityError
from django.http import Http404

from samenhang.screen.posted import refusals_in, status_of, there


class Refused(Exception):
    pass


class Name(forms.Form):
    name = forms.CharField()


def test_what_is_there_is_given_and_what_is_not_is_a_sentence():
    assert there(0, "There is no such thing.") == 0
    with pytest.raises(Http404, match=r"There is no such thing\."):
        there(None, "There is no such thing.")


def test_a_refusal_stands_in_the_form_beside_what_was_typed():
    form = Name({"name": "x"})
    assert form.is_valid()
    with refusals_in(form, Refused):
        raise Refused("It is closed.")
    assert (form.non_field_errors(), form["name"].value(), status_of(form)) == (["It is closed."], "x", 422)


def test_what_somebody_else_just_did_is_told_where_a_page_has_a_sentence_for_it():
    form = Name({"name": "x"})
    with refusals_in(form, Refused, twice="That was done already."):
        raise IntegrityError
    assert form.non_field_errors() == ["That was done already."]
    with pytest.raises(IntegrityError), refusals_in(form, Refused):
        raise IntegrityError


def test_another_error_is_not_hidden():
    with pytest.raises(KeyError), refusals_in(Name({}), Refused):
        raise KeyError


def test_what_a_page_answers():
    assert [status_of(form) for form in (None, Name(), Name({"name": "x"}), Name({}))] == [200, 200, 200, 422]
