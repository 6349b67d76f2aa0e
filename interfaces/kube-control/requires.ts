import { defineEndpoint, Endpoint, Readings, sortAddresses } from '@reactive-charms/reactive';
import type {
  EndpointContext,
  EndpointHandlers,
  EngineContext,
  Malformed,
  SecretContent,
  Sparse,
} from '@reactive-charms/reactive';
import type { requiresFlags } from './flags.ts';
import {
  areUsable,
  clusterSchema,
  credentialsOf,
  credentialsSchema,
  requestSchema,
  SECRET_KEYS,
} from './schema.ts';
import type {
  ClusterFields,
  Credentials,
  CredentialsFields,
  RequestFields,
  Tokens,
} from './schema.ts';

/** What reading a secret needs; the context of every handler has it. */
export type SecretReader = Pick<EngineContext, 'secrets' | 'log'>;

/** The side that uses the cluster: workers, and others that speak to its API. */
export class Requires extends Endpoint<keyof typeof requiresFlags> {
  static readonly handlers: EndpointHandlers = /* @__PURE__ */ defineEndpoint(
    () => Requires,
    (on) => {
      on.keeps({
        available: (endpoint) => endpoint.#isAvailable,
        authority: (endpoint) => endpoint.cluster.caCertificateSecretId !== undefined,
        dns: (endpoint) => endpoint.cluster.isDnsEnabled !== undefined,
      });
      on.afterHook('look-at-request', (context) => context.endpoint.#keepFlags(context));
    },
  );

  #hasWritten = false;

  /** URLs of the API servers that any unit tells, each once, in numeric order. */
  get apiEndpoints(): string[] {
    return sortAddresses(this.#readCluster().all('apiEndpoints').flat());
  }

  /**
   * The cluster's values: each from the lowest unit of the lowest relation that has it, but the URLs
   * of the API servers from all.
   */
  get cluster(): Partial<ClusterFields> {
    const { apiEndpoints } = this;
    return { ...this.#readCluster().merged, ...(apiEndpoints.length > 0 && { apiEndpoints }) };
  }

  /** What this unit asks for, from the lowest relation where it has published a user. */
  get request(): Partial<RequestFields> | undefined {
    for (const { published } of this.relations) {
      const { values } = requestSchema.decode(published);
      if (values.user !== undefined) return values;
    }
    return undefined;
  }

  /**
   * How the control plane hands over the credentials of a user: from the lowest unit that has any for
   * it, with a token or a secret. `readTokens` reads the secret, too.
   * @param user by default the one that this unit asks for.
   */
  credentials(user: string | undefined = this.request?.user): Sparse<Credentials> | undefined {
    if (user === undefined) return undefined;
    for (const { values } of this.#readCredentials().entries) {
      const found = credentialsOf(values.credentials, user);
      if (areUsable(found)) return found;
    }
    return undefined;
  }

  /**
   * The tokens of a user, from the databag or from the secret of Juju that it names; undefined while
   * there are none, or while Juju does not let this unit read the secret, which is logged.
   * @param context the context of a handler.
   * @param user by default the one that this unit asks for.
   * @throws DiagnosticsError when the control plane uses a secret and this Juju has none.
   */
  async readTokens(
    context: SecretReader,
    user: string | undefined = this.request?.user,
  ): Promise<Sparse<Tokens> | undefined> {
    const { secretId, clientToken, kubeletToken, proxyToken } = this.credentials(user) ?? {};
    if (secretId === undefined) {
      const tokens = { clientToken, kubeletToken, proxyToken };
      return areUsable(tokens) ? tokens : undefined;
    }
    const content = await readSecret(context, secretId);
    return (
      content && {
        clientToken: content[SECRET_KEYS.clientToken] || undefined,
        kubeletToken: content[SECRET_KEYS.kubeletToken] || undefined,
        proxyToken: content[SECRET_KEYS.proxyToken] || undefined,
      }
    );
  }

  /**
   * The certificate of the authority that vouches for the API servers, PEM, from the secret that the
   * lowest unit names; undefined while there is none, or while Juju does not let this unit read it,
   * which is logged.
   * @param context the context of a handler.
   * @throws DiagnosticsError when the control plane uses a secret and this Juju has none.
   */
  async readCaCertificate(context: SecretReader): Promise<string | undefined> {
    const { caCertificateSecretId } = this.cluster;
    if (caCertificateSecretId === undefined) return undefined;
    const content = await readSecret(context, caCertificateSecretId);
    return content?.[SECRET_KEYS.caCertificate] || undefined;
  }

  /** Every key that cannot be read, of every unit. */
  override get problems(): readonly Malformed[] {
    return [...this.#readCluster().problems, ...this.#readCredentials().problems];
  }

  /** Declares this unit's request to every relation. */
  publish(request: Sparse<RequestFields>): void {
    this.#hasWritten = true;
    const changes = requestSchema.encode(request);
    for (const relation of this.relations) relation.publish(changes);
  }

  get #isAvailable(): boolean {
    return this.apiEndpoints.length > 0 && this.credentials() !== undefined;
  }

  #keepFlags({ flags }: EndpointContext<Requires>): void {
    if (this.#hasWritten) flags.toggle(this.flag('available'), this.#isAvailable);
  }

  #readCluster(): Readings<ClusterFields> {
    return new Readings(this.units, clusterSchema);
  }

  #readCredentials(): Readings<CredentialsFields> {
    return new Readings(this.units, credentialsSchema);
  }
}

/** The newest content of a secret; undefined where Juju refuses it. */
async function readSecret(
  { secrets, log }: SecretReader,
  uri: string,
): Promise<SecretContent | undefined> {
  try {
    return await secrets.get(uri, 'refresh');
  } catch (error) {
    // The control plane may name a secret before it grants it, and after it has removed it.
    if (!(error instanceof Error) || error.name !== 'HookToolError') throw error;
    log.warning(`a secret that kube-control names cannot be read: ${error.message}`);
    return undefined;
  }
}
