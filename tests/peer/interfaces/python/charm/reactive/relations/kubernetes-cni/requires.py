"""The plug-in's side of kubernetes-cni, as charms on charms.reactive behave (contrail.md 2.4)."""
import yaml
from charms.reactive import Endpoint


class Plugin(Endpoint):
    def principal(self):
        """What the principal says, with the boolean read as one."""
        bag = self.all_joined_units.received_raw
        keys = ('kubeconfig_path', 'kubeconfig-hash', 'service-cidr', 'image-registry')
        values = {key: bag[key] for key in keys if bag[key]}
        return dict(values, is_master=yaml.safe_load(bag['is_master'] or 'null'))
