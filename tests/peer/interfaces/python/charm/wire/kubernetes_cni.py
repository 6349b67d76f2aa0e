"""kubernetes-cni: principals on charms.reactive, and a plug-in on charmhelpers (contrail.md 2.4)."""
from charmhelpers.core import hookenv

from wire import endpoint


def publish_principal(relation, **values):
    endpoint(relation).publish(**values)


def publish_plugin(relation, cidr=None, conf_file=None):
    hookenv.relation_set(relation, {'cidr': cidr, 'cni-conf-file': conf_file})


def read_plugins(relation):
    return endpoint(relation).configs()


def read_principal(relation):
    return endpoint(relation).principal()
