"""http: a service on charms.reactive, and callers on charms.reactive and on charmhelpers (contrail.md 2.2)."""
from wire import bags, endpoint


def serve(relation, **places):
    endpoint(relation).configure(**places)


def find_services(relation):
    return endpoint(relation).services()


def read_api_server(relation):
    """What a master on charmhelpers takes: host name and port, as they are."""
    return {unit: [bag.get('hostname'), bag.get('port')] for unit, bag in bags(relation).items()}
