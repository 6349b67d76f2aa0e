"""nrpe-external-master: a charm with checks and the monitoring agent (contrail.md 2.7)."""
import yaml
from charmhelpers.core import hookenv

from wire import bags


def publish_checks(relation, primary, checks):
    checks = {name: {'command': command} for name, command in checks.items()}
    hookenv.relation_set(relation, {
        'primary': primary,
        'monitors': yaml.dump({'monitors': {'remote': {'nrpe': checks}}}),
    })


def publish_agent(relation, **names):
    hookenv.relation_set(relation, names)


def read_checks(relation):
    """The checks of each charm on the machine."""
    return {unit: {
        'primary': yaml.safe_load(bag.get('primary', 'False')),
        'checks': {name: check['command'] for name, check in checks_in(bag).items()},
    } for unit, bag in bags(relation).items()}


def read_agents(relation):
    """The names under which each agent knows the machine."""
    return {unit: [bag.get('nagios_hostname'), bag.get('nagios_host_context')]
            for unit, bag in bags(relation).items()}


def checks_in(bag):
    monitors = yaml.safe_load(bag.get('monitors') or '{}')
    return monitors.get('monitors', {}).get('remote', {}).get('nrpe', {})
