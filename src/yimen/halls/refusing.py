"""Why a row of a file that can be read cannot be taken."""


class Wrong(ValueError):
    """What is wrong with a row: the field at fault, a reason and a remedy, both sentences."""

    def __init__(self, name: str, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.name, self.reason, self.remedy = name, reason, remedy
