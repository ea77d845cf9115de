"""The import hook that turns the package's failpoint comments into calls, in the processes of the harness alone."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType, ModuleType

from tests.faults.failpoints.arms import reached

PACKAGE = "django_jobkit"
MARKER = re.compile(r"^([ ]*)# failpoint: (\w+)$", re.MULTILINE)
_NAME = "__failpoint__"


def rewritten(source: str) -> str:
    """`source` with a call in each marker's place; no line moves, so traces stay true."""
    return MARKER.sub(rf'\1{_NAME}("\2")', source)


class Loader(SourceFileLoader):
    """Compiles what it rewrites itself; bytecode from a cache would know nothing of failpoints."""

    def get_code(self, fullname: str) -> CodeType | None:
        """The code of the module, with its failpoints."""
        path = self.get_filename(fullname)
        data = self.get_data(path)
        if b"# failpoint: " not in data:
            return super().get_code(fullname)
        return compile(rewritten(data.decode()), path, "exec", dont_inherit=True)

    def exec_module(self, module: ModuleType) -> None:
        """Run the module with `reached` at hand."""
        setattr(module, _NAME, reached)
        super().exec_module(module)


class Finder(MetaPathFinder):
    """Finds what Python would find, and has it loaded by our loader."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The module's spec; None for everything outside the package."""
        if fullname.partition(".")[0] != PACKAGE:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and isinstance(spec.loader, SourceFileLoader):
            spec.loader = Loader(spec.loader.name, spec.loader.path)
        return spec


def install() -> None:
    """Install the hook; must come before the package is imported."""
    if any(isinstance(finder, Finder) for finder in sys.meta_path):
        return
    early = sorted(name for name in sys.modules if name.partition(".")[0] == PACKAGE)
    if early:
        raise RuntimeError(f"{early[0]} was imported before the failpoints' hook")
    sys.meta_path.insert(0, Finder())
