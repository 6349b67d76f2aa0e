"""Does what the test asks for: a function of `wire`, for one relation, and notes its answer."""
import importlib
import json

from charmhelpers.core import hookenv
from charms.reactive import when_not
from peer_support import note, ran


@when_not('never')
def do_task():
    task = json.loads(hookenv.config('task') or 'null')
    if task is None:
        return
    ran('task')
    module, name = task['does'].rsplit('.', 1)
    function = getattr(importlib.import_module('wire.' + module), name)
    note(function(task['relation'], **task['values']))
