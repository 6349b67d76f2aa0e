"""contrail-controller: a Kubernetes master, the controller, and an agent (contrail.md 2.1)."""
import json

from charmhelpers.core import hookenv

from wire import bags


def publish_master(relation, orchestrator, cluster, ziu_done=None):
    """What a master notifies the controller of; the workers are a JSON text of their own, or None."""
    workers = cluster.get('kubernetes_workers')
    hookenv.relation_set(relation, {
        'unit-type': 'kubernetes',
        'orchestrator-info': json.dumps({name: value for name, value in orchestrator.items() if value}),
        'k8s_info': json.dumps({
            'pod_subnets': cluster['pod_subnets'],
            'kubernetes_workers': None if workers is None else json.dumps(workers),
            'cluster_name': cluster['cluster_name'],
        }),
        'ziu': None,
        'ziu_done': ziu_done,
    })


def publish_controller(relation, addresses, **rest):
    """What a controller says; members of `rest` that are None take their key back."""
    lists = {key: json.dumps(addresses) for key in (
        'controller_ips', 'controller_data_ips', 'analytics-server')}
    hookenv.relation_set(relation, dict(lists, **{
        key: json.dumps(value) if isinstance(value, (dict, list)) else value
        for key, value in rest.items()}))


def read_controllers(relation):
    """What a master takes from each controller."""
    return {unit: {
        'controller_ips': loaded(bag, 'controller_ips'),
        'controller_data_ips': loaded(bag, 'controller_data_ips'),
        'analytics_servers': loaded(bag, 'analytics-server'),
        'orchestrator_info': loaded(bag, 'orchestrator-info'),
        'auth_info': loaded(bag, 'auth-info'),
        'maintenance': bag.get('maintenance'),
        'ziu': int(bag['ziu']) if bag.get('ziu') else None,
    } for unit, bag in bags(relation).items()}


def serve_masters(relation):
    """What a controller makes of its masters; of two values for one member the later unit wins."""
    orchestrator, names, agents = {}, [], {}
    for bag in bags(relation).values():
        told = loaded(bag, 'orchestrator-info') or {}
        names.append(told.pop('cloud_orchestrator', None))
        orchestrator.update(told)
        cluster = loaded(bag, 'k8s_info')
        if cluster:
            agents[cluster['cluster_name']] = {
                'pod_subnets': cluster['pod_subnets'],
                'kubernetes_workers': cluster['kubernetes_workers'],
            }
    names = sorted({name for name in names if name})
    orchestrator['cloud_orchestrators'] = names
    orchestrator['cloud_orchestrator'] = 'openstack' if 'openstack' in names else (names or [None])[0]
    return {'orchestrator-info': orchestrator, 'agents-info': {'k8s_info': agents}}


def read_stages(relation):
    """What a controller waits for during an upgrade: the last stage that each unit has done."""
    return {unit: int(bag.get('ziu_done', -1)) for unit, bag in bags(relation).items()}


def find_own_clusters(relation, address):
    """The clusters in which an agent finds its address. It looks for one text in another."""
    clusters = []
    for bag in bags(relation).values():
        for name, info in (loaded(bag, 'agents-info') or {}).get('k8s_info', {}).items():
            if address in (info['kubernetes_workers'] or ''):
                clusters.append(name)
    return clusters


def loaded(bag, key):
    return json.loads(bag[key]) if bag.get(key) else None
