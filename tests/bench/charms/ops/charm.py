"""The same unit for ops: sixty observers; reads what its relations say, as flags would tell it."""

import os

import ops


class Bench(ops.CharmBase):
    def __init__(self, framework):
        super().__init__(framework)
        on = self.on
        events = [on.install, on.start, on.config_changed, on.update_status, on.upgrade_charm]
        events += [on.stop, on.remove, on.leader_elected, on.collect_unit_status, on.collect_app_status]
        for endpoint in range(6):
            relation = on["r{}".format(endpoint)]
            events += [relation.relation_created, relation.relation_joined, relation.relation_changed]
            events += [relation.relation_departed, relation.relation_broken]
        for event in events:
            framework.observe(event, self._reconcile)
        for event in events[:20]:
            framework.observe(event, self._again)

    def _reconcile(self, _event):
        if os.environ.get("BENCH_READS") != "all":
            return
        for endpoint in range(6):
            for relation in self.model.relations["r{}".format(endpoint)]:
                for unit in relation.units:
                    relation.data[unit].get("port")

    def _again(self, _event):
        pass


if __name__ == "__main__":
    ops.main(Bench)
