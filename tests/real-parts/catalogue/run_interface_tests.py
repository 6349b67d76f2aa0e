"""Runs the interface tests of a rendered catalogue against small charms, as charm authors do.

    run_interface_tests.py REPOSITORY

Reads from standard input a JSON list of charms: {"interface": "http", "version": 1, "role":
"provides", "unit": {}, "app": {}}. Each publishes these databags in every hook of its relation.
Writes a JSON list: "passed", or the name of the error that the tests ended with.
"""
import json
import logging
import sys

import ops
from interface_tester import InterfaceTester


def charm_publishing(databags):
    """A charm that publishes these databags."""

    class Charm(ops.CharmBase):
        def __init__(self, framework):
            super().__init__(framework)
            for event in ("created", "joined", "changed"):
                framework.observe(getattr(self.on["endpoint"], f"relation_{event}"), self._publish)

        def _publish(self, event):
            event.relation.data[self.unit].update(databags["unit"])
            event.relation.data[self.app].update(databags["app"])

    return Charm


def outcome_of(charm, repository):
    """How the tests of the charm's role end."""
    tester = InterfaceTester()
    tester.configure(
        charm_type=charm_publishing(charm),
        meta={"name": "charm", charm["role"]: {"endpoint": {"interface": charm["interface"]}}},
        repo=repository,
        branch="main",
        interface_name=charm["interface"],
        interface_version=charm["version"],
    )
    try:
        tester.run()
        return "passed"
    except Exception as error:  # pylint: disable=broad-except
        return type(error).__name__


logging.disable(logging.CRITICAL)
json.dump([outcome_of(charm, sys.argv[1]) for charm in json.load(sys.stdin)], sys.stdout)
