import { createHash } from 'node:crypto';
import type { Model } from '../model.ts';
import { usageFailure } from './failure.ts';
import { quote } from './flags.ts';
import type { HookRun } from './hook-run.ts';
import { isAtLeast } from './versions.ts';

/** The URI of a secret: with the model's id since Juju 3.3, which lets other models read secrets. */
export function secretUri({ agentVersion, uuid }: Model, id: string): string {
  return isAtLeast(agentVersion, '3.3') ? `secret://${uuid}/${id}` : `secret:${id}`;
}

const URI =
  /^(?:secret:)?(?:\/\/)?(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\/)?([0-9a-z]{20})$/;

/** Reads the id out of any form of a secret's URI. @throws ToolFailure with code 2 */
export function parseSecretUri(text: string): string {
  const id = URI.exec(text)?.[1];
  if (id !== undefined) return id;
  const scheme = /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(text)?.[1];
  if (scheme !== undefined && scheme !== 'secret') {
    throw usageFailure(`secret URI scheme ${quote(scheme)} not valid`);
  }
  throw usageFailure(`secret URI ${quote(text)} not valid`);
}

const DIGITS = '0123456789abcdefghijklmnopqrstuv';

/** Makes the id of a new secret; the same events in a model of the same seed give the same ids. */
export function newSecretId(run: HookRun, now: string): string {
  const { seed, secrets } = run.model;
  for (let attempt = Object.keys(run.writes.secrets.created).length; ; attempt += 1) {
    const hash = createHash('sha256').update(`${seed} ${run.unit} ${now} ${attempt}`).digest();
    const id = Array.from(hash.subarray(0, 20), (byte) => DIGITS.charAt(byte % 32)).join('');
    if (!Object.hasOwn(secrets, id) && !run.writes.secrets.created[id]) return id;
  }
}
