import { createMemoryHost } from '@reactive-charms/reactive/testing';
import type { FakeProgram } from '@reactive-charms/reactive/testing';
import { declareCertificates } from '../../lib/certificate-files.ts';

const CERTIFICATES = { ca: 'CA', certificate: 'CERT', key: 'KEY' };
const LINKS = '/etc/contrail/ssl';
const FOLDER = '/etc/contrail/ssl/kubernetes-master';

const silent: FakeProgram = () => ({ code: 0, stdout: '', stderr: '' });

describe('declareCertificates', () => {
  it('4 writes the three files with their modes, the key last, and links them', async () => {
    const host = createMemoryHost({}, { mkdir: silent, ln: silent });
    await declareCertificates(host, CERTIFICATES);
    expect(Object.entries(host.files())).toEqual([
      [`${FOLDER}/certs/ca-cert.pem`, { content: 'CA', mode: 0o644 }],
      [`${FOLDER}/certs/server.pem`, { content: 'CERT', mode: 0o644 }],
      [`${FOLDER}/private/server-privkey.pem`, { content: 'KEY', mode: 0o640 }],
    ]);
    expect(host.runs).toContainEqual([
      'ln',
      '-sfn',
      `${FOLDER}/private/server-privkey.pem`,
      `${LINKS}/private/server-privkey.pem`,
    ]);
  });

  it('4 runs nothing when all is as received', async () => {
    const host = createMemoryHost({}, { mkdir: silent, ln: silent });
    await declareCertificates(host, CERTIFICATES);
    const before = host.runs.length;
    await declareCertificates(host, CERTIFICATES);
    expect(host.runs).toHaveLength(before);
  });

  it('row 7: removes its own files and only the links to them', async () => {
    const ours = 'certs/ca-cert.pem';
    const theirs = 'certs/server.pem';
    const host = createMemoryHost(
      {
        [`${LINKS}/${ours}`]: { content: 'link', mode: 0o777 },
        [`${LINKS}/${theirs}`]: { content: 'link', mode: 0o777 },
        [`${FOLDER}/certs/server.pem`]: { content: 'CERT', mode: 0o644 },
      },
      {
        readlink: ([link]) => ({
          code: 0,
          stdout: link === `${LINKS}/${ours}` ? `${FOLDER}/${ours}\n` : '/elsewhere.pem\n',
          stderr: '',
        }),
      },
    );
    await declareCertificates(host, undefined);
    expect(Object.keys(host.files())).toEqual([`${LINKS}/${theirs}`]);
  });

  it('row 7: runs nothing when there never were certificates', async () => {
    const host = createMemoryHost({});
    await declareCertificates(host, undefined);
    expect(host.runs).toEqual([]);
  });
});
