"""Runs charms on charms.reactive: reads a program a line, as JSON, and answers with its trace.

A program is the files of a charm and the hooks of one unit, each with what Juju knows then. Every
hook is a process of its own, as on a unit: forked from this one, which has loaded the framework.

    driver.py [--real-tools TOOLS]

With --real-tools the hook tools are the executables in that folder, else functions of this process.
"""
import gc
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import traceback
import types

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

import charmhelpers.osplatform

# charmhelpers refuses to load on other systems, though nothing here depends on the system.
charmhelpers.osplatform.get_platform = lambda: 'ubuntu'

import layer_basic  # noqa: F401  first, as the hook stub of layer-basic does
import charms.reactive
import charms.reactive.patterns.request_response  # noqa: F401
import yaml
from charmhelpers.core import hookenv

import hook_tools
import leadership  # noqa: F401
import peer_support

# The reader in C, where PyYAML has it, reads the same and is quicker.
yaml.SafeLoader = getattr(yaml, 'CSafeLoader', yaml.SafeLoader)

#: Characters of a traceback that are told; its end says most.
LONGEST_ERROR = 2000

#: Where units lie: in memory where there is a folder for that, since databases are written a lot.
SCRATCH = '/dev/shm' if os.path.isdir('/dev/shm') else None

#: Seconds after which a hook counts as hanging.
PATIENCE = 60


class Unit:
    """One unit: its charm folder, and its own databags as Juju holds them."""

    def __init__(self, program, tools):
        self.root = tempfile.mkdtemp(prefix='peer-', dir=SCRATCH)
        self.charm = os.path.join(self.root, 'charm')
        self.tools = tools
        self.unit = program['unit']
        self.bags = {}
        self.shared = {}
        for name, text in program['files'].items():
            write_file(os.path.join(self.charm, name), text)

    def run(self, step):
        """Runs a hook; if it fails as it should, Juju tries again."""
        self.bags = {id: self.bags.get(id) or new_bags() for id in step['state']['relations']}
        shared = dict(self.shared, **step['shared'])
        self.shared = {key: value for key, value in shared.items() if value}
        for path, text in step['files'].items():
            lay_down(self.root + path, text)
        attempts = [self.attempt(step, step.get('fails'))]
        if attempts[0]['exit'] != 0 and step.get('fails'):
            attempts.append(self.attempt(step, None))
        return attempts

    def attempt(self, step, fails):
        state = dict(step['state'], unit=self.unit, leaderData=dict(self.shared))
        state['relations'] = {
            id: dict(relation, own=dict(self.bags[id]['unit']),
                     ownApplication=dict(self.bags[id]['application']))
            for id, relation in step['state']['relations'].items()}
        environment = dict(
            step['environment'], PATH=os.environ['PATH'], LANG='C.UTF-8', JUJU_UNIT_NAME=self.unit,
            CHARM_DIR=self.charm, JUJU_CHARM_DIR=self.charm, PEER_ROOT=self.root)
        if fails:
            environment['PEER_FAILS'] = fails
        outcome = in_a_process(lambda: run_hook(state, environment, self.tools))
        if outcome['exit'] == 0:
            self.take(outcome['writes'])
            if environment['JUJU_HOOK_NAME'].endswith('-relation-broken'):
                # The unit has left the relation; nobody sees what it said at last.
                self.bags.pop(environment['JUJU_RELATION_ID'], None)
        flags = read_flags(os.path.join(self.charm, '.unit-state.db'))
        return dict(hook=environment['JUJU_HOOK_NAME'], exit=outcome['exit'], ran=outcome['ran'],
                    flags=flags, bags=self.bags, shared=self.shared, effective=outcome['effective'],
                    error=outcome['error'])

    def take(self, writes):
        """The hook succeeded, so Juju takes what it wrote."""
        relations = {id: {'own': bags['unit'], 'ownApplication': bags['application']}
                     for id, bags in self.bags.items()}
        state = {'relations': relations, 'leaderData': self.shared}
        for write in writes:
            hook_tools.apply_write(write, state)
        self.shared = state['leaderData']
        self.bags = {id: {'unit': each['own'], 'application': each['ownApplication']}
                     for id, each in relations.items()}

    def remove(self):
        shutil.rmtree(self.root)


def new_bags():
    return {'unit': {'ingress-address': '192.0.2.1'}, 'application': {}}


def in_a_process(task):
    """Runs a task in a child and takes what it returns; one that dies on the way fails."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        signal.alarm(PATIENCE)
        outcome = task()
        with os.fdopen(writer, 'w') as pipe:
            json.dump(outcome, pipe)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        text = pipe.read()
    os.waitpid(child, 0)
    return json.loads(text) if text else {
        'exit': 1, 'ran': [], 'writes': [], 'effective': [], 'error': 'the process died'}


def run_hook(state, environment, tools):
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(environment['CHARM_DIR'])
    sys.argv = ['hooks/' + environment['JUJU_HOOK_NAME']]
    writes = real_tools(state, tools) if tools else tools_in_memory(state)
    # The next hook finds the charm's modules compiled.
    sys.dont_write_bytecode = False
    code, error = 0, None
    try:
        charms.reactive.main()
    except SystemExit as end:
        code = end.code or 0
    except BaseException:
        code, error = 1, traceback.format_exc()[-LONGEST_ERROR:]
    return {'exit': code, 'ran': peer_support.RUNS, 'writes': writes(), 'error': error,
            'effective': sorted(peer_support.EFFECTIVE)}


def tools_in_memory(state):
    """Puts functions in the place of the processes that charmhelpers would start."""
    writes = []

    def run(argv, **kwargs):
        try:
            output, write = hook_tools.run_tool(argv, state, read_text)
        except hook_tools.ToolFailure as failure:
            raise subprocess.CalledProcessError(failure.code, argv, str(failure).encode())
        if write:
            hook_tools.apply_write(write, state)
            writes.append(write)
        return output if kwargs.get('universal_newlines') else output.encode()

    def run_for_code(argv, **kwargs):
        run(argv)
        return 0

    hookenv.subprocess = types.SimpleNamespace(
        check_output=run, check_call=run_for_code, call=run_for_code,
        CalledProcessError=subprocess.CalledProcessError, STDOUT=subprocess.STDOUT)
    return lambda: writes


def real_tools(state, folder):
    """Lays the state down for the executables."""
    state_file = os.path.join(os.environ['PEER_ROOT'], 'state.json')
    write_file(state_file, json.dumps(state))
    write_file(state_file + '.writes', '')
    os.environ.update(PATH=folder + ':' + os.environ['PATH'], PEER_STATE=state_file,
                      PEER_TOOLS=os.path.dirname(os.path.abspath(__file__)))
    return lambda: [json.loads(line) for line in read_text(state_file + '.writes').splitlines()]


def read_flags(database):
    """The flags that the hook left behind, with their values."""
    if not os.path.exists(database):
        return {}
    connection = sqlite3.connect(database)
    try:
        rows = connection.execute(
            "select substr(key, 17), data from kv where substr(key, 1, 16) = 'reactive.states.'")
        return {flag: json.loads(value) for flag, value in rows}
    finally:
        connection.close()


def lay_down(path, text):
    if text is not None:
        write_file(path, text)
    elif os.path.exists(path):
        os.remove(path)


def write_file(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w') as file:
        file.write(text)


def read_text(path):
    with open(path) as file:
        return file.read()


def main():
    tools = sys.argv[2] if sys.argv[1:2] == ['--real-tools'] else None
    # What is loaded is shared with the processes of the hooks, as long as nobody touches it.
    gc.freeze()
    for line in sys.stdin:
        program = json.loads(line)
        unit = Unit(program, tools)
        try:
            trace = [attempt for step in program['steps'] for attempt in unit.run(step)]
        finally:
            unit.remove()
        sys.stdout.write(json.dumps({'id': program['id'], 'trace': trace}) + '\n')
        sys.stdout.flush()


if __name__ == '__main__':
    main()
