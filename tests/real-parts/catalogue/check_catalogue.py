"""Reads a rendered catalogue as its own tools do, and judges databags by its pydantic models.

    check_catalogue.py CATALOGUE

Reads from standard input a JSON list of cases: {"interface": "http", "version": "v1", "role":
"provider", "bag": "unit", "databag": {}}. Writes JSON: what the collector found, whether each case
was accepted, and what is wrong with the files below docs/json_schemas.
"""
import json
import logging
import sys
from pathlib import Path

import jsonschema
import pydantic
from interface_tester.collector import collect_tests

complaints = []


class Complaints(logging.Handler):
    """Keeps what the collector complains about."""

    def emit(self, record):
        complaints.append(record.getMessage())


def describe(role):
    """What the collector knows of one role."""
    schema = role["schema"]
    return {
        "schema": "OK" if schema else "NOT OK",
        # What the catalogue's `tox -e build-json-schemas` makes documents of.
        "described": schema.model_json_schema()["title"] if schema else None,
        "tests": sorted(test.__name__ for test in role["tests"]),
    }


def is_accepted(found, case):
    """Whether the model of a role takes a databag."""
    schema = found[case["interface"]][case["version"]][case["role"]]["schema"]
    databags = {"unit": {}, "app": {}, case["bag"]: case["databag"]}
    try:
        schema.model_validate(databags)
        return True
    except pydantic.ValidationError:
        return False


def document_faults(root):
    """What is wrong with the JSON Schema files themselves."""
    for path in sorted((root / "docs" / "json_schemas").rglob("*.json")):
        document = json.loads(path.read_text())
        try:
            jsonschema.Draft202012Validator.check_schema(document)
            for bag in document["properties"].values():
                for example in bag["examples"]:
                    jsonschema.validate(example, bag, jsonschema.Draft202012Validator)
        except (jsonschema.SchemaError, jsonschema.ValidationError) as error:
            yield f"{path}: {error.message}"


def main():
    logging.getLogger().addHandler(Complaints(logging.WARNING))
    root = Path(sys.argv[1])
    found = collect_tests(root)
    json.dump(
        {
            "interfaces": {
                f"{name}/{version}": {role: describe(spec[role]) for role in ("provider", "requirer")}
                for name, versions in found.items()
                for version, spec in versions.items()
            },
            "complaints": complaints,
            "accepted": [is_accepted(found, case) for case in json.load(sys.stdin)],
            "documents": list(document_faults(root)),
        },
        sys.stdout,
    )


main()
