"""Django's name for this package."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """配置."""

    name = "yimen.config"
    label = "config"

    def ready(self) -> None:
        """Registers the system checks."""
        from . import checks  # noqa: F401
