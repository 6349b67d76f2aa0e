import type { FileDeclaration, Host } from '@reactive-charms/reactive';
import type { Certificates } from './facts.ts';
import { PATHS } from './paths.ts';

/** Where contrail-status looks for certificates, whoever brought them to the machine. */
const LINK_FOLDER = '/etc/contrail/ssl';

/** The certificates' files below the charm's own folder; each is linked under the same name. */
const FILES = ['certs/ca-cert.pem', 'certs/server.pem', 'private/server-privkey.pem'];

/**
 * The files that certificates go to. The key comes last, because the containers wait for it.
 * Source: contract contrail.md section 4.
 */
export function certificateFiles({ ca, certificate, key }: Certificates): FileDeclaration[] {
  return [
    { path: `${PATHS.certificates}/certs/ca-cert.pem`, content: ca, mode: 0o644 },
    { path: `${PATHS.certificates}/certs/server.pem`, content: certificate, mode: 0o644 },
    {
      path: `${PATHS.certificates}/private/server-privkey.pem`,
      content: key,
      mode: 0o640,
      directoryMode: 0o750,
    },
  ];
}

/** Makes the certificates' files and links be as received, or be gone. */
export async function declareCertificates(
  host: Host,
  certificates: Certificates | undefined,
): Promise<void> {
  if (certificates === undefined) return removeCertificates(host);
  for (const file of certificateFiles(certificates)) await host.declareFile(file);
  for (const name of FILES) {
    await host.declareLink({
      path: `${LINK_FOLDER}/${name}`,
      target: `${PATHS.certificates}/${name}`,
    });
  }
}

// Other charms link their certificates at the same places: only links to our own files may go, and
// before the files do, so that none is left dangling. Row 7 of contrail.md section 7.
async function removeCertificates(host: Host): Promise<void> {
  for (const name of FILES) {
    const link = `${LINK_FOLDER}/${name}`;
    if ((await host.readLink(link)) === `${PATHS.certificates}/${name}`) await host.remove(link);
  }
  for (const folder of ['certs', 'private']) await host.remove(`${PATHS.certificates}/${folder}`);
}
