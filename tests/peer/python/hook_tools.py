"""Juju's hook tools over a state that is a plain value.

The driver calls them in its own process; `hook-tool` makes executables of them. So both ways give
the same answers. The state is what a test says Juju knows in one hook:

    {"unit": "app/0", "config": {}, "leader": false, "leaderData": {},
     "relations": {"db:1": {"application": "mysql", "units": {}, "applicationBag": {},
                            "own": {}, "ownApplication": {}}},
     "departing": {"id": "db:1", "unit": "mysql/0", "bag": {}},
     "goalState": {"units": {}, "relations": {"db": {"mysql": {}, "mysql/0": {}}}}}

Writes to relations are kept apart, as Juju does until the hook has succeeded. So are those to leader
data: Juju takes them at once, but our engine sends them when all handlers have done their work.
"""
import json


class ToolFailure(Exception):
    """A tool that exits with a code that is not 0."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


def run_tool(argv, state, read_file):
    """Runs one tool.

    :param read_file: reads the file that `relation-set` names; `-` is the standard input.
    :returns: what the tool prints, and the write that it makes, if any.
    """
    tool, *rest = argv
    words, options = split_options(rest)
    if tool == 'relation-set':
        if '--help' in options:
            return 'relation-set [options] key=value\n    --file (= )\n', None
        return '', relation_write(options, words, state, read_file)
    if tool == 'leader-set':
        return '', {'leader': True, 'changes': dict(word.split('=', 1) for word in words)}
    if tool in SILENT_TOOLS:
        return '', None
    if tool not in ANSWERS:
        raise ToolFailure(127, '%s is not a tool of this test' % tool)
    return json.dumps(ANSWERS[tool](words, options, state)) + '\n', None


SILENT_TOOLS = ('juju-log', 'status-set', 'application-version-set')

WITH_VALUE = ('-r', '--file', '--log-level', '-l')


def split_options(words):
    """Separates options from words; options that take a value are looked up by their name."""
    plain, options = [], {}
    words = list(words)
    while words:
        word = words.pop(0)
        if word in WITH_VALUE:
            options[word] = words.pop(0)
        elif word.startswith('-') and word != '-':
            options[word] = True
        else:
            plain.append(word)
    return plain, options


def config_get(words, options, state):
    if words:
        return state['config'].get(words[0])
    if '--all' in options or '-a' in options:
        return state['config']
    return {name: value for name, value in state['config'].items() if value is not None}


def relation_ids(words, options, state):
    return sorted(id for id in state['relations'] if id.split(':')[0] == words[0])


def relation_list(words, options, state):
    relation = find_relation(options, state)
    return relation['application'] if '--app' in options else sorted(relation['units'])


def relation_get(words, options, state):
    relation = find_relation(options, state)
    key, owner = words
    bag = application_bag(owner, relation, state) if '--app' in options else unit_bag(
        owner, relation, options, state)
    return bag if key == '-' else bag.get(key)


def application_bag(owner, relation, state):
    is_own = owner == state['unit'].split('/')[0]
    return relation['ownApplication'] if is_own else relation['applicationBag']


def unit_bag(owner, relation, options, state):
    if owner == state['unit']:
        return relation['own']
    departing = state.get('departing')
    if departing and (departing['id'], departing['unit']) == (options.get('-r'), owner):
        return departing['bag']
    if owner not in relation['units']:
        raise ToolFailure(1, 'ERROR permission denied')
    return relation['units'][owner]


def find_relation(options, state):
    id = options.get('-r')
    if id not in state['relations']:
        raise ToolFailure(2, 'ERROR invalid value "%s" for option -r: relation not found' % id)
    return state['relations'][id]


def relation_write(options, words, state, read_file):
    find_relation(options, state)
    changes = dict(word.split('=', 1) for word in words)
    if '--file' in options:
        changes.update(parse_map(read_file(options['--file'])))
    return {
        'id': options['-r'],
        'application': '--app' in options,
        'changes': {key: '' if value is None else str(value) for key, value in changes.items()},
    }


def parse_map(text):
    """The map in a YAML text; JSON is YAML, and its reader is quicker."""
    try:
        return json.loads(text)
    except ValueError:
        return load_yaml().safe_load(text)


def load_yaml():
    """The executables start without the folder of installed packages, which takes time to find."""
    try:
        import yaml
    except ImportError:
        import site
        site.main()
        import yaml
    return yaml


def apply_write(write, state):
    """Writes into the unit's own databags or leader data; an empty value removes its key."""
    if write.get('leader'):
        holder, name = state, 'leaderData'
    else:
        holder = state['relations'][write['id']]
        name = 'ownApplication' if write['application'] else 'own'
    merged = dict(holder[name], **write['changes'])
    holder[name] = {key: value for key, value in merged.items() if value != ''}


ANSWERS = {
    'config-get': config_get,
    'is-leader': lambda words, options, state: state['leader'],
    'leader-get': lambda words, options, state: state['leaderData'],
    'relation-ids': relation_ids,
    'relation-list': relation_list,
    'relation-get': relation_get,
    'goal-state': lambda words, options, state: state.get('goalState', {}),
    'unit-get': lambda words, options, state: '192.0.2.1',
    'opened-ports': lambda words, options, state: [],
    'storage-list': lambda words, options, state: [],
}
