"""The first migration of each app makes its tables at once."""

import pytest
from django.db import migrations, models
from django.db.migrations.state import ProjectState

from yimen.common.together import Together

MADE = [
    migrations.CreateModel("Door", [("id", models.BigAutoField(primary_key=True)), ("name", models.CharField())]),
    migrations.AddField("Door", "opens_at", models.TimeField(null=True)),
    migrations.AddConstraint("Door", models.UniqueConstraint(fields=["name"], name="one_door_a_name")),
]


class Written:
    """Writes down what a schema editor is asked to do."""

    def __init__(self) -> None:
        self.made: list[tuple[str, list[str], list[str]]] = []
        self.deleted: list[str] = []

    def create_model(self, model: type[models.Model]) -> None:
        """Keeps the name, the columns and the constraints."""
        meta = model._meta
        self.made.append((meta.object_name, [each.name for each in meta.fields], [c.name for c in meta.constraints]))

    def delete_model(self, model: type[models.Model]) -> None:
        """Keeps the name."""
        self.deleted.append(str(model._meta.object_name))


def test_each_table_is_made_once_with_all_that_is_added_to_it() -> None:
    state, editor = ProjectState(), Written()
    assert state.apps.get_models() == []  # rendered before, as a migration finds it
    operation = Together(MADE)
    operation.state_forwards("yard", state)
    operation.database_forwards("yard", editor, ProjectState(), state)
    assert editor.made == [("Door", ["id", "name", "opens_at"], ["one_door_a_name"])]
    operation.database_backwards("yard", editor, state, ProjectState())
    assert editor.deleted == ["Door"]


def test_what_is_no_part_of_a_new_table_is_refused() -> None:
    with pytest.raises(TypeError, match="Raw Python"):
        Together([*MADE, migrations.RunPython(migrations.RunPython.noop)])
