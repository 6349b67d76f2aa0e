"""Settles handlers on charms.reactive and prints the milliseconds, a size a line."""

import os
import statistics
import sys
import time

os.environ["UNIT_STATE_DB"] = ":memory:"

import charmhelpers.osplatform

# The benchmark may run elsewhere than on Ubuntu, and charmhelpers refuses that.
charmhelpers.osplatform.get_platform = lambda: "ubuntu"

from charmhelpers.core import hookenv, unitdata
from charms.reactive import bus, flags

hookenv.log = lambda *args, **kwargs: None
hookenv.hook_name = lambda: "update-status"


def register(name, run, predicates, watched):
    handler = bus.Handler(run, name)
    for predicate in predicates:
        handler.add_predicate(predicate)
    handler.register_flags(watched)
    bus.Handler._HANDLERS[name] = handler


def chain(size):
    def step(number):
        before, after = "s{}".format(number), "s{}".format(number + 1)
        register(
            "step{}".format(number),
            lambda: flags.set_flag(after),
            [lambda: flags.is_flag_set(before), lambda: not flags.is_flag_set(after)],
            [before, after],
        )

    for number in range(size):
        step(number)
    flags.set_flag("s0")


def few(size):
    def one(number):
        wanted, done = "go{}".format(number), "done{}".format(number)
        register(
            "few{}".format(number),
            lambda: flags.set_flag(done),
            [lambda: flags.is_flag_set(wanted), lambda: not flags.is_flag_set(done)],
            [wanted, done],
        )

    for number in range(size):
        one(number)
    for number in range(10):
        flags.set_flag("go{}".format(number * size // 10))


def measure(define, size, times):
    taken = []
    for _ in range(times):
        bus.Handler._HANDLERS.clear()
        unitdata._KV = unitdata.Storage(":memory:")
        define(size)
        start = time.perf_counter()
        bus.dispatch()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


for size in (10, 30, 90):
    print("chain", size, measure(chain, size, 5))
for size in (10, 100, 1000, 10000):
    print("few", size, measure(few, size, 3))
sys.stdout.flush()
