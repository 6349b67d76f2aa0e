"""Python's own JSON and YAML, for many values at once."""
import json

import yaml


def load_and_dump_json(relation, texts):
    """Each text as Python reads and writes it again; None where it cannot be read."""
    return [attempt(lambda: json.dumps(json.loads(text))) for text in texts]


def dump_json(relation, names):
    """Values that JSON does not have, as Python writes them."""
    values = {'nan': float('nan'), 'infinity': float('inf'), 'minus': float('-inf')}
    return [json.dumps({'value': [values[name]]}) for name in names]


def load_yaml(relation, texts):
    return [attempt(lambda: yaml.safe_load(text)) for text in texts]


def dump_yaml(relation, values):
    return [yaml.dump(value) for value in values]


def dump_settings(relation, bags):
    """Databags as charmhelpers hands them to relation-set."""
    return [yaml.safe_dump(bag) for bag in bags]


def attempt(read):
    try:
        return read()
    except ValueError:
        return None
    except yaml.YAMLError:
        return None
