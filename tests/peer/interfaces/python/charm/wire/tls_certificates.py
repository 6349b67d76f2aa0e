"""tls-certificates: an authority on charms.reactive, and a client on charmhelpers (contrail.md 2.6)."""
import json

from charmhelpers.core import hookenv

from wire import bags, endpoint


def publish_request(relation, sans, **names):
    hookenv.relation_set(relation, dict(names, sans=json.dumps(sans)))


def read_requests(relation):
    return endpoint(relation).requests()


def publish_answers(relation, authority, answers):
    endpoint(relation).answer(authority, answers)


def read_certificates(relation, requester):
    """The certificate of a unit, from each authority that has told the whole of it."""
    keys = ['ca', requester + '.server.cert', requester + '.server.key']
    return {unit: [bag[key] for key in keys]
            for unit, bag in bags(relation).items() if all(bag.get(key) for key in keys)}
