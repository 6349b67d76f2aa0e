"""Runs hooks of charms that stand on ops.interface_kube_control: reads a hook a line, as JSON.

    {"id": 1, "side": "provides", "unit": "control-plane/0", "leader": true, "hook": "update-status",
     "relations": [{"id": 3, "application": "worker", "units": {"worker/0": {}}, "published": {}}],
     "secrets": [{"id": "secret:...", "label": "x", "owned": true, "content": {}}],
     "calls": [["set_cluster_name", "k8s"]]}

The answer has what each call gave, the unit's databag in each relation, and the secrets with the units
that may read them. A call names a method or a property of the library's object.
"""
import json
import sys
import traceback
import types

import ops
from ops import testing
from ops.interface_kube_control import KubeControlProvides, KubeControlRequirer

ENDPOINT = 'kube-control'


class Provider(ops.CharmBase):
    def __init__(self, framework):
        super().__init__(framework)
        self.peer = KubeControlProvides(self, ENDPOINT)


class Requirer(ops.CharmBase):
    schemas = '0,1'

    def __init__(self, framework):
        super().__init__(framework)
        self.peer = KubeControlRequirer(self, ENDPOINT, self.schemas)


class OldRequirer(Requirer):
    schemas = '0'


#: A charm for each side; schema 1 keeps tokens in secrets, schema 0 in the databag.
CHARMS = {'provides': Provider, 'requires': Requirer, 'requires-0': OldRequirer}


def run_hook(request):
    side = request['side']
    application, number = request['unit'].split('/')
    meta = {'name': application, side.split('-')[0]: {ENDPOINT: {'interface': ENDPOINT}}}
    context = testing.Context(CHARMS[side], meta=meta, app_name=application, unit_id=int(number))
    relations = {each['id']: relation_of(each) for each in request['relations']}
    state = testing.State(
        leader=request['leader'],
        relations=list(relations.values()),
        secrets=[secret_of(each) for each in request['secrets']],
    )
    with context(context.on.update_status(), state) as manager:
        answers = [plain(call(manager.charm.peer, *each)) for each in request['calls']]
        after = manager.run()
    return {
        'answers': answers,
        'published': {each.id: own_keys(each.local_unit_data) for each in after.relations},
        'secrets': [describe_secret(each) for each in after.secrets],
    }


def relation_of(relation):
    units = {int(unit.split('/')[1]): bag for unit, bag in relation['units'].items()}
    return testing.Relation(
        ENDPOINT, id=relation['id'], remote_app_name=relation['application'],
        remote_units_data=units, local_unit_data=relation['published'])


def secret_of(secret):
    return testing.Secret(
        secret['content'], id=secret['id'], label=secret.get('label'),
        owner='app' if secret['owned'] else None,
        remote_grants={int(id): set(units) for id, units in secret.get('grants', {}).items()})


def describe_secret(secret):
    return {
        'id': secret.id,
        'label': secret.label,
        'owned': secret.owner == 'app',
        'content': dict(secret.latest_content or secret.tracked_content),
        'grants': {str(id): sorted(units) for id, units in secret.remote_grants.items()},
    }


def call(peer, name, *arguments):
    if name == 'sign':
        return sign(peer, *arguments)
    member = getattr(peer, name)
    return member(*arguments) if callable(member) else member


def sign(peer, tokens):
    """Signs the requests of the users who get tokens: of the client, the kubelet and the proxy."""
    for request in peer.auth_requests:
        if request.user in tokens:
            peer.sign_auth_request(request, *tokens[request.user])


def plain(value):
    """An answer as JSON has it."""
    if isinstance(value, (list, tuple, types.GeneratorType)):
        return [plain(each) for each in value]
    if hasattr(value, 'model_dump'):
        return {name: each for name, each in value.__dict__.items() if each is not None}
    if isinstance(value, dict) or hasattr(value, 'items'):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, bytes):
        return value.decode()
    return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)


def own_keys(bag):
    """Without the keys that Juju itself writes."""
    return {key: value for key, value in bag.items()
            if key not in ('egress-subnets', 'ingress-address', 'private-address')}


def main():
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = run_hook(request)
        except Exception:
            answer = {'error': traceback.format_exc()[-3000:]}
        sys.stdout.write(json.dumps(dict(answer, id=request['id'])) + '\n')
        sys.stdout.flush()


if __name__ == '__main__':
    main()
