"""The flags of layer-leadership, written from its description in reactive.md, section 6.4.

layer-leadership is not on PyPI. One thing is as in our engine: the `changed` flags go with the end
of the hook that set them, as config flags do, where the layer takes them back when the next starts.
"""
from charmhelpers.core import hookenv, unitdata
from charms.reactive import get_flags, set_flag, toggle_flag

PREFIX = 'leadership.settings.'


@hookenv.atstart
def set_leadership_flags():
    toggle_flag('leadership.is_leader', hookenv.is_leader())
    note_changes()


def leader_set(settings):
    """Shares data; Juju sends the leader no hook for that, so its flags follow at once."""
    hookenv.leader_set(settings)
    note_changes()


def note_changes():
    kv = unitdata.kv()
    before, now = kv.getrange(PREFIX, strip=True), hookenv.leader_get()
    for key in sorted(set(before) | set(now)):
        if before.get(key) == now.get(key):
            continue
        toggle_flag('leadership.set.' + key, key in now)
        set_flag('leadership.changed')
        set_flag('leadership.changed.' + key)
        if key in now:
            kv.set(PREFIX + key, now[key])
        else:
            kv.unset(PREFIX + key)


@hookenv.atexit
def drop_changed_flags():
    for flag in get_flags():
        if flag.startswith('leadership.changed'):
            unitdata.kv().unset('reactive.states.' + flag)
