"""What the tests leave aside where the extra `train` is not installed."""

from importlib.util import find_spec

collect_ignore = (
    []
    if find_spec("torch")
    else [f"lib/standpoint_training/{name}.py" for name in ("network", "export")]
    + ["tests/benchmarks/bench_curve.py"]
)
