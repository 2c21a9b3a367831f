"""What is wrong with what the user gave."""

from typing import List, NamedTuple, Optional, Sequence


class Diagnostic(NamedTuple):
    """Something that is wrong or doubtful in a scenario, and where. `file` is "--set" where an override is meant."""

    severity: str
    message: str
    file: Optional[str]
    line: Optional[int]
    column: Optional[int]
    label: Optional[str]
    help: Optional[str]


class ScenarioError(ValueError):
    """A scenario, or what is asked of it, is wrong. The message is that of the command line; `diagnostics` lists each mistake of a
    scenario with its place, and is empty where no text of a scenario is at fault."""

    diagnostics: List[Diagnostic]

    def __init__(self, message: str, diagnostics: Sequence[Diagnostic] = ()) -> None:
        super().__init__(message)
        self.diagnostics = list(diagnostics)


# Where users find them.
for _public in (Diagnostic, ScenarioError):
    _public.__module__ = "marketgate"
