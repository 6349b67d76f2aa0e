"""What the handlers of a program call, and the documented differences that only the reference's own
process can bring about. Each names its row of reactive.md; see docs/decisions/reactive-differences.md.
"""
import os

import charms.reactive
import leadership
from charms.reactive import Endpoint, endpoint_from_name, get_flags, is_flag_set
from charms.reactive import all_flags_set, any_flags_set, get_unset_flags, set_flag
from charms.reactive import flags as flags_module
from charmhelpers.core import hookenv, unitdata

#: Handlers that ran, in order, each with the flags that were set and what it noted.
RUNS = []

#: Rows of differences that had an effect in this hook.
EFFECTIVE = set()


def ran(handler):
    RUNS.append({'handler': handler, 'flags': get_flags(), 'notes': []})


def note(value):
    RUNS[-1]['notes'].append(value)


def teller(trigger):
    """A function for a trigger; before the first handler runs it has nobody to tell."""
    def tell():
        if RUNS:
            ran(trigger)
    return tell


def fail_if_wanted(handler):
    if os.environ.get('PEER_FAILS') == handler:
        raise RuntimeError('%s fails, as the program wants' % handler)


def ask(*flags):
    note([all_flags_set(*flags), any_flags_set(*flags), get_unset_flags(*flags)])


def path_of(path):
    """Where a file of the machine lies in this test."""
    return os.environ['PEER_ROOT'] + path


def clears_of_unset_flags_do_nothing():
    """R6: in the reference they drop waiting handlers all the same.

    The triggers of the reference look the function up where this one replaces it.
    """
    original = flags_module.clear_flag

    def clear_flag(flag):
        if is_flag_set(flag):
            original(flag)
        elif RUNS:
            EFFECTIVE.add('R6')

    flags_module.clear_flag = clear_flag
    return clear_flag


clear_flag = clears_of_unset_flags_do_nothing()


def toggle_flag(flag, on):
    """Section 1.2: in the reference this takes the value of a set flag away."""
    if on and is_flag_set(flag):
        EFFECTIVE.add('toggle')
    elif on:
        set_flag(flag)
    else:
        clear_flag(flag)


def tests_do_not_consume_changes_of_files():
    """R50: the tracer of the reference tests all handlers again whenever a flag changes."""
    tracers = [entry for entry in hookenv._atstart if entry[0] is charms.reactive.trace.install_tracer]
    for entry in tracers:
        hookenv._atstart.remove(entry)
    EFFECTIVE.add('R50')


def at_end(handler):
    """R81: callbacks registered at import run when data is sent and options are saved already.

    Those that are registered when the hook has begun run before that, as all of ours do.
    """
    hookenv.atstart(hookenv.atexit, handler)
    return handler


def share(key, value):
    if hookenv.is_leader():
        leadership.leader_set({key: value})


def publish(endpoint, key, value, to_application=False):
    for bag in bags_to_publish(endpoint, to_application):
        bag[key] = value


def publish_raw(endpoint, key, text, to_application=False):
    """A text as it is; None withdraws the key."""
    for bag in bags_to_publish(endpoint, to_application):
        bag.raw_data[key] = text


def bags_to_publish(endpoint, to_application):
    if to_application and not hookenv.is_leader():
        return []
    # What is sent to a relation that is gone already reaches nobody, and our endpoints do not list it.
    gone = hookenv.relation_id() if hookenv.hook_name().endswith('-relation-broken') else None
    relations = [each for each in endpoint_from_name(endpoint).relations if each.relation_id != gone]
    return [each.to_publish_app if to_application else each.to_publish for each in relations]


def echo(endpoint, key):
    """Notes what units publish under a key: each for itself, as text and as JSON, then all in one."""
    units = endpoint_from_name(endpoint).all_joined_units
    for unit in units:
        note([unit.relation.relation_id, unit.unit_name, unit.received_raw[key], unit.received[key]])
    note([units.received_raw[key], units.received[key]])


class PeerEndpoint(Endpoint):
    """Endpoints that notice what the reference misses, by the override that it offers to authors."""

    def manage_flags(self):
        self.departed_does_not_linger()
        self.every_change_counts()

    def departed_does_not_linger(self):
        """R91: in the reference the flag stays after the last departure until units join again."""
        departs = hookenv.hook_name() == self.endpoint_name + '-relation-departed'
        if not departs and not self.is_joined and is_flag_set(self.expand_name('departed')):
            charms.reactive.clear_flag(self.expand_name('departed'))
            EFFECTIVE.add('R91')

    def every_change_counts(self):
        """R93, R94: removed keys, departures and application data count as changes."""
        kv_key = 'peer.seen.' + self.endpoint_name
        before = unitdata.kv().get(kv_key, {})
        now = {owner: bag for relation in self.relations for owner, bag in bags_of(relation).items()}
        # The application's bag of a relation that is not listed for a while is not forgotten.
        kept = {owner: bag for owner, bag in before.items()
                if owner not in now and owner.endswith(' ') and not is_gone(owner)}
        unitdata.kv().set(kv_key, dict(kept, **now))
        for owner, bag in now.items():
            known = before.get(owner, {})
            for key in set(known) | set(bag):
                if known.get(key) != bag.get(key):
                    self.note_change('changed.' + key)
        if any(not owner.endswith(' ') and owner not in now for owner in before):
            self.note_change('changed')

    def note_change(self, flag):
        for name in ('changed', flag):
            if not is_flag_set(self.expand_name(name)):
                EFFECTIVE.add('R93/R94')
                set_flag(self.expand_name(name))


def bags_of(relation):
    """The bags of a relation by 'ID unit', and 'ID ' for the application's."""
    id = relation.relation_id
    if is_gone(id + ' '):
        return {}
    bags = {'%s %s' % (id, unit.unit_name): dict(unit.received_raw) for unit in relation.joined_units}
    names = [unit.application_name for unit in relation.joined_units]
    if hookenv.relation_id() == id:
        names.append(os.environ.get('JUJU_REMOTE_APP', ''))
    if names and names[0] != hookenv.application_name():
        bags[id + ' '] = hookenv.relation_get(app=names[0], rid=id)
    return bags


def is_gone(owner):
    return (hookenv.hook_name().endswith('-relation-broken')
            and owner.split(' ')[0] == hookenv.relation_id())
