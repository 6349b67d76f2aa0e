"""contrail-kubernetes-master-cluster: the units of a Kubernetes master (contrail.md 2.5)."""
from charmhelpers.core import hookenv

from wire import bags


def publish(relation, unit_address, ziu_done=None):
    hookenv.relation_set(relation, {'unit-address': unit_address, 'ziu_done': ziu_done})


def read(relation):
    """The address of each peer that tells one, and the stage that it has done."""
    found = bags(relation)
    return {
        'cluster_info': {unit: bag['unit-address'] for unit, bag in found.items() if bag.get('unit-address')},
        'ziu_done': {unit: int(bag['ziu_done']) for unit, bag in found.items() if 'ziu_done' in bag},
    }
