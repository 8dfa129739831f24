"""What other rooms hold a file for, asked without knowing those rooms; `config` registers the questions."""

from collections.abc import Callable

from yimen.cases.archiving.models import Archive

Ask = Callable[[Archive], list[str]]

HOLDERS: list[Ask] = []
"""Archive -> one sentence for each thing outside this room that needs the file, such as an open finding."""


def held_elsewhere(kept: Archive) -> list[str]:
    """Every sentence of every room."""
    return [sentence for ask in HOLDERS for sentence in ask(kept)]
