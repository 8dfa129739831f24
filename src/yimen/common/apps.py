"""Django's name for this package, and what every form says where something is missing."""

from django import forms
from django.apps import AppConfig

MISSING: dict[type[forms.Field], str] = {
    forms.Field: "请填写。",
    forms.ChoiceField: "请选一项。",
    forms.FileField: "请选择文件。",
}
"""What is said in place of Django's 这个字段是必填项, which is a programmer's sentence."""


class CommonConfig(AppConfig):
    """公用, the base templates, static files and template tags."""

    name = "yimen.common"
    label = "common"

    def ready(self) -> None:
        for kind, words in MISSING.items():
            kind.default_error_messages = {**kind.default_error_messages, "required": words}
