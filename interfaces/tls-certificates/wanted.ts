import { createHash } from 'node:crypto';
import type { RelationId, Sparse, UnitName } from '@reactive-charms/reactive';
import type { AnswerFields, KeyPair, NamedRequests, RequestFields } from './schema.ts';

/** One certificate that a unit asks for. */
export interface WantedCertificate {
  /** The unit as this side sees it. */
  readonly unit: UnitName;
  readonly relationId: RelationId;
  /** What the certificate shall prove: `own` is the server certificate that each unit has one of. */
  readonly kind: 'own' | 'server' | 'client';
  readonly commonName: string;
  /** Alternative names and addresses that it shall cover. */
  readonly sans: readonly string[];
}

/** Where a request came from. */
type Origin = Pick<WantedCertificate, 'unit' | 'relationId'>;

/** The certificates of one request: the unit's own, then further ones, then those for clients. */
export function wantedBy(origin: Origin, request: Partial<RequestFields>): WantedCertificate[] {
  const { commonName, sans = [], serverRequests = {}, clientRequests = {} } = request;
  const further = Object.entries(serverRequests);
  // Some requirers ask for their own certificate in both ways.
  const same = further.find(([name]) => name === commonName)?.[1].sans ?? [];
  const own: WantedCertificate[] =
    commonName === undefined
      ? []
      : [{ ...origin, kind: 'own', commonName, sans: [...new Set([...sans, ...same])] }];
  return [
    ...own,
    ...named({ ...origin, kind: 'server' }, further).filter(
      (each) => each.commonName !== commonName,
    ),
    ...named({ ...origin, kind: 'client' }, Object.entries(clientRequests)),
  ];
}

function named(
  origin: Pick<WantedCertificate, 'unit' | 'relationId' | 'kind'>,
  requests: readonly (readonly [string, NamedRequests[string]])[],
): WantedCertificate[] {
  return requests.map(([commonName, { sans = [] }]) => ({ ...origin, commonName, sans }));
}

/** True when the answers for a unit have both the certificate and its key. */
export function isIn(answers: Sparse<AnswerFields>, wanted: WantedCertificate): boolean {
  const { certificate, key } = pairIn(answers, wanted) ?? {};
  return certificate !== undefined && key !== undefined;
}

function pairIn(
  answers: Sparse<AnswerFields>,
  { kind, commonName }: WantedCertificate,
): Sparse<KeyPair> | undefined {
  if (kind === 'own') return answers;
  const pairs = kind === 'server' ? answers.serverAnswers : answers.clientAnswers;
  return pairs !== undefined && Object.hasOwn(pairs, commonName) ? pairs[commonName] : undefined;
}

/** The answers for a unit with one certificate more. */
export function withAnswer(
  answers: Sparse<AnswerFields>,
  { kind, commonName }: WantedCertificate,
  pair: KeyPair,
): Sparse<AnswerFields> {
  const { serverAnswers, clientAnswers } = answers;
  if (kind === 'own') return { ...answers, ...pair };
  if (kind === 'server') {
    return { ...answers, serverAnswers: { ...serverAnswers, [commonName]: pair } };
  }
  return { ...answers, clientAnswers: { ...clientAnswers, [commonName]: pair } };
}

/** The answers for a unit without those that it does not ask for. */
export function onlyWanted(
  answers: Sparse<AnswerFields>,
  all: readonly WantedCertificate[],
): Sparse<AnswerFields> {
  let wanted: Sparse<AnswerFields> = {};
  for (const each of all) {
    const { certificate, key } = pairIn(answers, each) ?? {};
    if (certificate !== undefined && key !== undefined) {
      wanted = withAnswer(wanted, each, { certificate, key });
    }
  }
  return wanted;
}

/** Short text that changes when the same unit asks for another certificate of the same name. */
export function fingerprint({
  relationId,
  unit,
  kind,
  commonName,
  sans,
}: WantedCertificate): string {
  const content = JSON.stringify([relationId, unit, kind, commonName, [...sans].sort()]);
  return createHash('sha256').update(content).digest('base64url').slice(0, 16);
}
