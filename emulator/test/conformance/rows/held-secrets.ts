import type { Model, Secret } from '../../../src/model.ts';
import type { Transition } from '../../../src/transitions/index.ts';
import { NOW } from '../fixture.ts';

/** Ids as Juju makes them. */
export const ID = '9m4e2mr0ui3e8a215n4g';
export const OTHER = 'cjdk2v5grmkc79bsm5p0';
/** What `secret-add` prints. */
export const URI: RegExp = /^secret:\/\/[0-9a-f-]{36}\/[0-9a-v]{20}\n$/;

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** Puts a secret of two revisions into the model. */
export function held(more: Partial<Secret> = {}): Transition {
  const secret: Secret = {
    id: ID,
    owner: { kind: 'application', name: 'u' },
    label: '',
    description: '',
    rotatePolicy: 'never',
    created: NOW,
    updated: NOW,
    revisions: {
      1: { content: { token: base64('12345'), user: base64('me') }, created: NOW },
      2: { content: { token: base64('67890'), user: base64('me') }, created: NOW },
    },
    latest: 2,
    grants: [],
    consumers: { 'u/0': { revision: 1 } },
    ...more,
  };
  return (model) => ({ ...model, secrets: { ...model.secrets, [secret.id]: secret } });
}

/** A secret of app that u may read. */
export const GRANTED: Transition = held({
  owner: { kind: 'application', name: 'app' },
  grants: [{ relation: 1, application: 'u' }],
});

/** The first secret of the model. */
export function only(model: Model): Secret | undefined {
  return Object.values(model.secrets)[0];
}

/** The contents of the first secret, revision by revision. */
export function contents(model: Model): unknown {
  return Object.values(only(model)?.revisions ?? {}).map(({ content }) =>
    Object.fromEntries(
      Object.entries(content).map(([key, text]) => [key, Buffer.from(text, 'base64').toString()]),
    ),
  );
}
