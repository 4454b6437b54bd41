"""What the tests leave aside where the extra `train` is not installed, and what they begin with."""

from importlib.util import find_spec

import pytest

collect_ignore = (
    []
    if find_spec("torch")
    else [f"lib/standpoint_training/{name}.py" for name in ("network", "export")]
    + ["tests/benchmarks/bench_curve.py"]
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the tests that run whole studies: begun last, one of them ends long after all."""
    items.sort(key=lambda item: "study" not in item.path.parts)
