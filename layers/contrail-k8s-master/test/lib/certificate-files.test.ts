import { createMemoryHost } from '@reactive-charms/testing';
import { declareCertificates } from '../../lib/certificate-files.ts';

const CERTIFICATES = { ca: 'CA', certificate: 'CERT', key: 'KEY' };
const LINKS = '/etc/contrail/ssl';
const FOLDER = '/etc/contrail/ssl/kubernetes-master';

describe('declareCertificates', () => {
  it('4 writes the three files with their modes, the key last, and links them', async () => {
    const host = createMemoryHost({});
    await declareCertificates(host, CERTIFICATES);
    const link = (name: string): [string, object] => [
      `${LINKS}/${name}`,
      { content: '', mode: 0o777, link: `${FOLDER}/${name}` },
    ];
    expect(Object.entries(host.files())).toEqual([
      [`${FOLDER}/certs/ca-cert.pem`, { content: 'CA', mode: 0o644 }],
      [`${FOLDER}/certs/server.pem`, { content: 'CERT', mode: 0o644 }],
      [`${FOLDER}/private/server-privkey.pem`, { content: 'KEY', mode: 0o640 }],
      link('certs/ca-cert.pem'),
      link('certs/server.pem'),
      link('private/server-privkey.pem'),
    ]);
  });

  it('row 7: removes its own files and only the links to them', async () => {
    const theirs = { content: '', mode: 0o777, link: '/elsewhere.pem' };
    const host = createMemoryHost({});
    await declareCertificates(host, CERTIFICATES);
    await host.declareLink({ path: `${LINKS}/certs/server.pem`, target: theirs.link });
    await declareCertificates(host, undefined);
    expect(host.files()).toEqual({ [`${LINKS}/certs/server.pem`]: theirs });
  });

  it('removes the key also when an interrupted removal left only that', async () => {
    const key = { content: 'KEY', mode: 0o640 };
    const host = createMemoryHost({ [`${FOLDER}/private/server-privkey.pem`]: key });
    await declareCertificates(host, undefined);
    expect(host.files()).toEqual({});
  });
});
