"""一次建表: an operation of migrations that makes many tables at once."""

from collections.abc import Sequence
from typing import Any

from django.db.migrations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class Together(Operation):
    """What the operations say, of which all concern tables that are not there yet, with each table made as it ends up.

    After each operation Django makes the classes of all related models anew. Where hundreds hang together that takes
    minutes for an empty database; here they are made once. Only for the first migration of an app.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, operations: Sequence[Operation]) -> None:
        for operation in operations:
            if not isinstance(operation, (CreateModel, AddField, AddIndex, AddConstraint)):
                raise TypeError(f"{operation.describe()}: only tables and what they are made of are made together")
        self.operations = operations

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The state with all that the operations add, its classes not made yet."""
        state.clear_delayed_apps_cache()
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Makes every table of the app, with its last columns, indexes and constraints."""
        for model in to_state.apps.get_app_config(app_label).get_models():
            schema_editor.create_model(model)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Takes the tables away again."""
        for model in reversed(list(from_state.apps.get_app_config(app_label).get_models())):
            schema_editor.delete_model(model)

    def describe(self) -> str:
        """What `migrate --plan` prints."""
        return f"Create {len(self.operations)} things together"
