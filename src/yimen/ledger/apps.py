"""Django application of the ledger."""

from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LedgerConfig(AppConfig):
    """存证."""

    name = "yimen.ledger"
    label = "ledger"
    verbose_name = "存证"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What is known of a database holds until it is migrated or emptied."""
        recording = import_module("yimen.ledger.recording")
        post_migrate.connect(recording.forget_schemas, dispatch_uid="ledger.schemas")
