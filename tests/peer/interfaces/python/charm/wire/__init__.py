"""How the Python charms write and read the interfaces, each end in a few lines of its own.

Charms on charmhelpers alone call relation_set and relation_get; reactive ones go through the views of
their Endpoint, whose classes are in `reactive/relations`. Every function gets the ID of a relation.
"""
from charmhelpers.core import hookenv


def bags(relation):
    """The databag of each remote unit, by the unit's name."""
    units = sorted(hookenv.related_units(relation))
    return {unit: hookenv.relation_get(rid=relation, unit=unit) for unit in units}


def endpoint(relation):
    """The object of the endpoint that the relation belongs to."""
    from charms.reactive import endpoint_from_name
    return endpoint_from_name(relation.split(':')[0])
