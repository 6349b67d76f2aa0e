/** The cluster administrator's credentials, where the Kubernetes charms put them. */
export const KUBECONFIG = '/root/.kube/config';

/** kubectl as the snap of the Kubernetes charms installs it. */
export const SNAP_KUBECTL = '/snap/bin/kubectl';

/** The manifest of kube-manager's account, below the charm's folder. */
export const ACCOUNT_MANIFEST = 'files/contrail-kubemanager-serviceaccount.yaml';

/** What an attempt to read the token came to. */
export type TokenReading =
  { readonly token: string } | { readonly token?: undefined; readonly problem: string };

/** Arguments of kubectl that make kube-manager's account. */
export function applyArguments(charmDirectory: string): string[] {
  return ['--kubeconfig', KUBECONFIG, 'apply', '-f', `${charmDirectory}/${ACCOUNT_MANIFEST}`];
}

/** Arguments of kubectl that print the account's token, base64 encoded. */
export function readTokenArguments(): string[] {
  const secret = ['get', 'secret', 'contrail-kubemanager', '-n', 'contrail'];
  return ['--kubeconfig', KUBECONFIG, ...secret, '-o', 'go-template={{.data.token}}'];
}

/**
 * Reads what kubectl printed. The cluster fills the secret a moment after it was made; until then
 * the template prints `<no value>`. Source: contract contrail.md section 3.
 */
export function decodeToken(printed: string): TokenReading {
  const text = printed.trim().replace(/^"(.*)"$/, '$1');
  if (text === '' || text === '<no value>') {
    return { problem: 'the cluster has not made the token yet' };
  }
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) {
    return { problem: 'kubectl printed something else than a base64 text' };
  }
  const token = bytes.toString('latin1');
  // It becomes a line of an env file and a HTTP header: nothing but visible ASCII may be in it.
  if (!/^[\x21-\x7e]+$/.test(token)) {
    return { problem: 'the token in the cluster contains characters that no token has' };
  }
  return { token };
}
