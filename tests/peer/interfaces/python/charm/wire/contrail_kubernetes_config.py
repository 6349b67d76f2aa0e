"""contrail-kubernetes-config: a Kubernetes master and a node (contrail.md 2.3)."""
import json

import yaml
from charmhelpers.core import hookenv

from wire import bags


def publish_master(relation, **options):
    hookenv.relation_set(relation, options)


def read_masters(relation):
    """What a node copies: texts that are not empty, and a boolean in the spelling of YAML 1.1."""
    copied = {}
    for bag in bags(relation).values():
        for key in ('cluster_name', 'pod_subnets', 'nested_mode_config'):
            if bag.get(key):
                copied[key] = bag[key]
        if bag.get('nested_mode') is not None:
            copied['nested_mode'] = yaml.safe_load(bag['nested_mode'])
    if copied.get('nested_mode_config'):
        copied['nested_variables'] = json.loads(copied['nested_mode_config'])
    return copied


def read_nodes(relation):
    """What the leader counts: one address a node, None where there is none."""
    return [bag.get('private-address') for bag in bags(relation).values()]
