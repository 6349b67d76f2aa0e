"""The authority's side of tls-certificates, as charms on charms.reactive behave (contrail.md 2.6)."""
from charms.reactive import Endpoint


class Authority(Endpoint):
    def requests(self):
        """What each unit asks for; the answer goes by the unit's name as this side sees it."""
        asked = {}
        for unit in self.all_joined_units:
            if unit.received_raw['common_name']:
                asked[unit.unit_name.replace('/', '_')] = {
                    'common_name': unit.received_raw['common_name'],
                    'certificate_name': unit.received_raw['certificate_name'],
                    'sans': unit.received['sans'],
                    'more': unit.received['cert_requests'] or {},
                }
        return asked

    def answer(self, authority, answers):
        """Tells everyone about the authority, and each requester its certificates."""
        for relation in self.relations:
            relation.to_publish_raw.update(authority)
            for requester, answer in answers.items():
                relation.to_publish_raw[requester + '.server.cert'] = answer['cert']
                relation.to_publish_raw[requester + '.server.key'] = answer['key']
                if 'more' in answer:
                    relation.to_publish[requester + '.processed_requests'] = answer['more']
