"""The principal's side of kubernetes-cni, as charms on charms.reactive behave (contrail.md 2.4)."""
from charmhelpers.core import hookenv
from charms.reactive import Endpoint, clear_flag, toggle_flag


class Principal(Endpoint):
    def manage_flags(self):
        toggle_flag(self.expand_name('{endpoint_name}.connected'), self.is_joined)
        toggle_flag(self.expand_name('{endpoint_name}.available'), self.is_everything_there())
        clear_flag(self.expand_name('changed'))

    def is_everything_there(self):
        """Whether each application that the operator has related says all that is needed."""
        members = hookenv.goal_state().get('relations', {}).get(self.endpoint_name, {})
        wanted = [name for name in members if '/' not in name]
        configs = self.configs()
        missing = [name for name in wanted
                   if not {'cidr', 'cni-conf-file'} <= set(configs.get(name, {}))]
        return bool(wanted) and not missing

    def configs(self):
        """What each application publishes, its units taken together."""
        return {relation.application_name: dict(relation.joined_units.received_raw)
                for relation in self.relations if relation.joined_units}

    def publish(self, is_master, kubeconfig_path=None, **more):
        for relation in self.relations:
            relation.to_publish_raw.update(
                dict(more, is_master=str(is_master), kubeconfig_path=kubeconfig_path))
