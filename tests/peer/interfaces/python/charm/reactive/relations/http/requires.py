"""The side of http that calls, as charms on charms.reactive behave (contrail.md 2.2)."""
import json

from charms.reactive import Endpoint, clear_flag, set_flag, when, when_not


class Client(Endpoint):
    @when('endpoint.{endpoint_name}.changed')
    def note_ports(self):
        if any(unit.received_raw['port'] for unit in self.all_joined_units):
            set_flag(self.expand_name('{endpoint_name}.available'))

    @when_not('endpoint.{endpoint_name}.joined')
    def forget(self):
        clear_flag(self.expand_name('{endpoint_name}.available'))

    def services(self):
        """The places where each application serves: name, address, port. Those without a port do not."""
        found = {}
        for relation in self.relations:
            for unit in relation.joined_units:
                bag = unit.received_raw
                for entry in [bag] + json.loads(bag['extended_data'] or '[]'):
                    # A member that an entry lacks is an error here, as in charms.
                    name, address, port = (entry[key] for key in ('hostname', 'private-address', 'port'))
                    if (name or address) and port:
                        found.setdefault(unit.application_name, set()).add((name or address, str(port)))
        return {name: sorted(places) for name, places in found.items()}
