"""Sixty handlers, ten for each of six endpoints; each has its work to do only once."""

from charms.reactive import set_flag, when, when_not


def define(endpoint, step):
    done = "r{}.done-{}".format(endpoint, step)

    def work():
        set_flag(done)

    # The identity of a handler is its file, line and name.
    work.__code__ = work.__code__.replace(
        co_name="work_{}_{}".format(endpoint, step),
        co_firstlineno=1000 + 10 * endpoint + step,
    )
    when("endpoint.r{}.joined".format(endpoint))(when_not(done)(work))


for endpoint in range(6):
    for step in range(10):
        define(endpoint, step)
