from charms.reactive import Endpoint


class BenchRequires(Endpoint):
    pass
