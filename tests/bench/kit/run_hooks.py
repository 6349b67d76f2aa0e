"""Runs one hook of a small charm a thousand times with ops.testing, and prints the median in milliseconds."""

import sys
import time

import ops
from ops import testing


class Bench(ops.CharmBase):
    def __init__(self, framework):
        super().__init__(framework)
        framework.observe(self.on["db"].relation_changed, self._publish)
        framework.observe(self.on.collect_unit_status, self._status)

    def _publish(self, event):
        port = event.relation.data[event.unit]["port"]
        bag = event.relation.data[self.unit]
        bag["seen"] = port
        bag["title"] = self.config["title"]
        self.unit.is_leader()

    def _status(self, event):
        event.add_status(ops.ActiveStatus("ready"))


META = {"name": "bench", "requires": {"db": {"interface": "db"}}}
CONFIG = {"options": {"title": {"type": "string", "default": "Bench"}}}

times = []
for _ in range(int(sys.argv[1]) if len(sys.argv) > 1 else 1000):
    start = time.perf_counter()
    context = testing.Context(Bench, meta=META, config=CONFIG)
    relation = testing.Relation("db", remote_app_name="mysql", remote_units_data={0: {"port": "3306"}})
    after = context.run(
        context.on.relation_changed(relation, remote_unit=0),
        testing.State(leader=True, relations={relation}),
    )
    times.append((time.perf_counter() - start) * 1000)
    assert after.unit_status == testing.ActiveStatus("ready")
times.sort()
print(times[len(times) // 2])
