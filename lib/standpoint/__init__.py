"""Standpoint: who speaks how about whom in a dated collection of texts, and what changed when.

Data flow from left to right through the folders of this package, and imports only look left::

    files, a DataFrame
       reading ── language ── actors ── attitude ──┐
      documents   sentences  mentions   opinions   ├── inference ── figures ── study
                      └────── chronology ──────────┘     series     drawings   run, report
                             times, events

`import standpoint as sp` gives the verbs of these steps, which `__init__.pyi` lists with their
modules. Heavy libraries load on first use.
"""

import ast
from importlib import import_module
from pathlib import Path
from typing import Any

__version__ = "0.1.0"

_STUB = ast.parse(Path(__file__).with_suffix(".pyi").read_text(encoding="utf-8")).body
_IMPORTS = [line for line in _STUB if isinstance(line, ast.ImportFrom)]
_HOME = {name.name: line.module for line in _IMPORTS for name in line.names}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    """Load the module of a public name when the name is first used."""
    if name not in _HOME:
        raise AttributeError(f"module 'standpoint' has no attribute '{name}'")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
