"""Results as reviewers and archives read them: a Workflow Run RO-Crate and a CODECHECK manifest.

Both are made of the run record and of the files beside it, so that the same run gives the same
bytes. What only people can say, such as who ran or who checks it, stays open.

References
----------
Leo et al. 2024, "Recording provenance of workflow runs with RO-Crate"; Nüst & Eglen 2021,
"CODECHECK".
"""

from pathlib import Path
from typing import Any

import yaml

from standpoint.project import read_json, write_json, write_whole
from standpoint.study.file import Study
from standpoint.study.progress import FAILED
from standpoint.study.record import sha256

FOLDERS = ("notebooks", "tables", "figures", "findings", "exports")
MADE = ("[!.]*.html", *(f"{name}/[!.]*" for name in FOLDERS))
# Written out, as Python's own list differs between machines.
KINDS = {".csv": "text/csv", ".html": "text/html", ".ics": "text/calendar"}
KINDS |= {".json": "application/json", ".ipynb": "application/x-ipynb+json"}
KINDS |= {".parquet": "application/vnd.apache.parquet", ".yml": "application/yaml"}
KINDS |= {".png": "image/png", ".svg": "image/svg+xml"}
PROFILES = {
    "https://w3id.org/ro/wfrun/process/0.5": "Process Run Crate 0.5",
    "https://w3id.org/ro/wfrun/workflow/0.5": "Workflow Run Crate 0.5",
    "https://w3id.org/workflowhub/workflow-ro-crate/1.0": "Workflow RO-Crate 1.0",
}
CONTEXT = "https://w3id.org/ro/terms/workflow-run/context"  # it has sha256
CODECHECK = "https://codecheck.org.uk/spec/config/2.0"
OPEN = """---
# What a CODECHECK of these results should find again, made from run.json beside this file.
# For people to add: paper.reference and the ORCID of each author, and, after the check,
# codechecker, certificate, report and summary.
"""


def crate(study: Study, folder: str | Path) -> Path:
    """Write `folder/ro-crate-metadata.json` and `codecheck.yml`, and return the first one's path.

    A copy of the study's file goes beside them: it is the workflow that was run.
    """
    from rocrate.rocrate import ContextEntity, ROCrate  # a tenth of a second

    folder = Path(folder)
    record = read_json(folder / "run.json")
    write_whole(folder / "study.yml", study.path.read_text(encoding="utf-8"))
    made = sorted(path for glob in MADE for path in folder.glob(glob) if path.is_file())
    book = ROCrate(version="1.1")
    book.metadata.extra_contexts.append(CONTEXT)
    book.name, book.description = record["title"], record["question"]
    book.datePublished = record["finished"]

    def entity(place: str, kind: str, **properties: Any) -> ContextEntity:
        return book.add(ContextEntity(book, place, {"@type": kind, **properties}))

    def file(path: Path, **properties: Any) -> Any:
        about = {"encodingFormat": KINDS.get(path.suffix, "application/octet-stream")}
        about |= {"sha256": sha256(path), "contentSize": str(path.stat().st_size), **properties}
        return book.add_file(path, path.relative_to(folder).as_posix(), properties=about)

    profiles = [
        entity(place, "CreativeWork", name=name, version=name.split()[-1])
        for place, name in PROFILES.items()
    ]
    book.root_dataset["conformsTo"] = profiles
    book.metadata["conformsTo"] = [{"@id": "https://w3id.org/ro/crate/1.1"}, profiles[-1]]
    book.license = "; ".join(filter(None, record["corpus"]["licences"])) or "not stated"
    about = {"@type": ["File", "SoftwareSourceCode", "ComputationalWorkflow"]}
    about |= {"name": f"The study {record['study']}", "version": record["standpoint"]}
    workflow = file(folder / "study.yml", **about)
    language = {"name": "Standpoint study file", "version": record["standpoint"]}
    workflow["programmingLanguage"] = entity("#standpoint", "ComputerLanguage", **language)
    book.mainEntity = workflow
    inputs = [
        entity(f"#{place}", "CreativeWork", name=place, sha256=digest)
        for place, digest in sorted((record["inputs"] | record["models"]).items())
    ]
    failed = any(run["status"] == FAILED for run in record["notebooks"].values())
    status = "Failed" if failed else "Completed"
    commit = (record["git"] or {}).get("commit", "unknown")
    about = f"Standpoint {record['standpoint']}, commit {commit}, Python {record['python']}"
    action = {"name": f"Run of {record['study']}", "description": about}
    action |= {"startTime": record["started"], "endTime": record["finished"]}
    action |= {"actionStatus": f"http://schema.org/{status}ActionStatus"}
    run = entity("#run", "CreateAction", **action)
    run["instrument"], run["object"] = workflow, inputs
    run["result"] = [file(path) for path in made]
    file(folder / "run.json", name="Run record: parameters, versions, sums, times")["about"] = run
    book.root_dataset["mentions"] = run
    write_whole(folder / "codecheck.yml", OPEN + _codecheck(study, folder, record))
    path = folder / "ro-crate-metadata.json"
    write_json(path, book.metadata.generate())
    return path


def _codecheck(study: Study, folder: Path, record: dict[str, Any]) -> str:
    """The report, each table and each figure, with a comment that says what it is."""
    manifest = [{"file": "index.html", "comment": f"The report: {record['question']}"}]
    for name, facts in sorted(record["tables"].items()):
        comment = f"{facts['rows']} rows, SHA-256 {facts['sha256']}"
        manifest.append({"file": f"tables/{name}.parquet", "comment": comment})
    for path in sorted(folder.glob("figures/*.svg")):
        words = read_json(path.with_suffix(".json"))
        comment = str(words.get("title") or words.get("caption") or "no title")
        manifest.append({"file": f"figures/{path.name}", "comment": comment})
    path = study.root / "CITATION.cff"
    cited = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else {}
    keys = ("name", "given-names", "family-names")
    names = [" ".join(a[key] for key in keys if key in a) for a in cited.get("authors", [])]
    about = {"version": CODECHECK, "paper": {"title": record["title"]}}
    about["paper"]["authors"] = [{"name": name} for name in names]
    about["manifest"] = [item for item in manifest if (folder / item["file"]).is_file()]
    return yaml.safe_dump(about, sort_keys=False, allow_unicode=True, width=100)
