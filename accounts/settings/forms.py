"""What the forms of settings share: fields that look like those of every page, errors that say where."""

from typing import Any

from django import forms

_CLASSES = {
    forms.CheckboxInput: "check",
    forms.CheckboxSelectMultiple: "check",
    forms.RadioSelect: "",
    forms.Select: "select",
}


class SettingsForm(forms.Form):
    """A form whose controls carry the classes of controls.css."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", _CLASSES.get(type(field.widget), "input"))
