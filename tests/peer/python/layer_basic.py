"""The config flags of layer-basic, written from its description in reactive.md, section 6.3.

layer-basic is not on PyPI. As its hook stub does, this registers its callbacks before the
framework is loaded, so that they are the first at the start of a hook and the last at its end.
"""
import os

import yaml
from charmhelpers.core import hookenv, unitdata


def options():
    with open(os.path.join(hookenv.charm_dir(), 'config.yaml')) as file:
        return yaml.safe_load(file)['options']


@hookenv.atstart
def set_config_flags():
    from charms.reactive import set_flag, toggle_flag
    config = hookenv.config()
    for name, option in options().items():
        if config.changed(name):
            set_flag('config.changed')
            set_flag('config.changed.' + name)
        toggle_flag('config.set.' + name, config[name])
        toggle_flag('config.default.' + name, config[name] == option.get('default'))


@hookenv.atexit
def clear_config_flags():
    from charms.reactive import clear_flag
    clear_flag('config.changed')
    for name in options():
        for family in ('changed', 'set', 'default'):
            clear_flag('config.%s.%s' % (family, name))
    unitdata.kv().flush()
