"""The side of http that serves, as charms on charms.reactive behave (contrail.md 2.2)."""
import json

from charms.reactive import Endpoint, toggle_flag


class Service(Endpoint):
    def manage_flags(self):
        toggle_flag(self.expand_name('{endpoint_name}.available'), self.is_joined)

    def configure(self, port, addresses):
        """Tells where the unit serves; further addresses stand in a list of their own."""
        first, *more = [
            {'hostname': name, 'private-address': address, 'port': port} for name, address in addresses]
        if more:
            first['extended_data'] = json.dumps(more)
        for relation in self.relations:
            relation.to_publish_raw.update(first)
