"""The crate and the CODECHECK manifest of a run: true of what lies there, and the same again."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
import yaml
from rocrate.rocrate import ROCrate
from test_runner import toy  # noqa: F401 - the fixture

from notebooks_for_tests import notebook
from standpoint.study import runner
from standpoint.study.crate import PROFILES

METADATA = "ro-crate-metadata.json"


@pytest.fixture
def results(toy: Path) -> Path:  # noqa: F811
    assert runner.run("small", progress=False) == 0
    return toy / "results" / "small"


def sums(folder: Path) -> dict[str, str]:
    names = (METADATA, "codecheck.yml", "study.yml", "run.json")
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}


def test_the_crate_is_read_again_and_meets_its_profiles(results: Path) -> None:
    crate = ROCrate(results)
    root, workflow = crate.root_dataset, crate.mainEntity
    assert {entity.id for entity in root["conformsTo"]} == set(PROFILES)
    assert all(crate.dereference(place).type == "CreativeWork" for place in PROFILES)
    assert all(root[key] for key in ("name", "description", "datePublished", "license"))
    assert set(workflow.type) == {"File", "SoftwareSourceCode", "ComputationalWorkflow"}
    assert workflow["programmingLanguage"].type == "ComputerLanguage"
    action = root["mentions"]
    record = json.loads((results / "run.json").read_text())
    assert action.type == "CreateAction" and action["instrument"] is workflow
    assert action["actionStatus"] == "http://schema.org/CompletedActionStatus"
    assert (action["startTime"], action["endTime"]) == (record["started"], record["finished"])
    used = {entity["name"]: entity["sha256"] for entity in action["object"]}
    assert used == record["inputs"] | record["models"]
    assert crate.dereference("run.json")["about"] is action


def test_every_file_of_it_is_there_with_its_sum_and_none_is_missing(results: Path) -> None:
    crate = ROCrate(results)
    for entity in crate.data_entities:
        content = (results / entity.id).read_bytes()
        assert entity["sha256"] == hashlib.sha256(content).hexdigest(), entity.id
        assert entity["contentSize"] == str(len(content))
        assert entity["encodingFormat"] != "application/octet-stream", entity.id
    listed = {entity.id for entity in crate.data_entities}
    kinds = (".html", ".ipynb", ".parquet", ".csv", ".svg", ".png")
    made = {p.relative_to(results).as_posix() for p in results.rglob("*") if p.suffix in kinds}
    assert made <= listed and {
        entity.id for entity in crate.root_dataset["mentions"]["result"]
    } == {name for name in listed if name not in ("study.yml", "run.json")}


def test_the_manifest_names_what_a_check_should_find(results: Path) -> None:
    text = (results / "codecheck.yml").read_text(encoding="utf-8")
    assert text.startswith("---\n")
    about = yaml.safe_load(text)
    assert about["version"].startswith("https://codecheck.org.uk/spec/config/")
    files = {item["file"]: item["comment"] for item in about["manifest"]}
    assert all((results / name).is_file() and comment for name, comment in files.items())
    record = json.loads((results / "run.json").read_text())
    assert {f"tables/{name}.parquet" for name in record["tables"]} <= set(files)
    rows = record["tables"]["documents"]["rows"]
    assert files["tables/documents.parquet"].startswith(f"{rows} rows")


def test_a_run_that_does_nothing_changes_no_byte_and_mends_what_was_lost(results: Path) -> None:
    before = sums(results)
    assert runner.run("small", progress=False) == 0
    assert sums(results) == before
    (results / METADATA).write_text("{")  # as if ended between two files
    (results / "codecheck.yml").unlink()
    assert runner.run("small", progress=False) == 0
    assert sums(results) == before


def test_a_failed_run_says_so(results: Path, toy: Path) -> None:  # noqa: F811
    notebook(toy / "notebooks", "20-count", 'study = "small"\nperiod = "month"', "1 / 0")
    assert runner.run("small", progress=False) == 1
    action = ROCrate(results).root_dataset["mentions"]
    assert action["actionStatus"] == "http://schema.org/FailedActionStatus"
