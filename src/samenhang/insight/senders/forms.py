"""Forms for who may know nothing of computers: sentences instead of marks, and any script."""

from typing import Any

from django import forms


class Plain(forms.Form):
    """A form whose sentences come from the server: they tell more than the mark of a browser."""

    use_required_attribute = False


class Free(forms.CharField):
    """Free text in any script; what no database keeps is left out instead of refused."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(str(value or "").replace("\x00", "")))
