"""Django's name for this package."""

from django.apps import AppConfig


class CommonConfig(AppConfig):
    """公用, the base templates, static files and template tags."""

    name = "yimen.common"
    label = "common"
