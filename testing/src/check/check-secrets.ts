import { isAtLeast, ROTATE_POLICIES } from '@reactive-charms/emulator/core';
import type { SecretState } from '../unit-state.ts';
import { SECRET_URI } from './check-config.ts';
import { findRepeated, listNames } from './scenario.ts';
import type { Check, Scenario } from './scenario.ts';

/** Secrets that Juju cannot have. */
export const checkSecrets: Check = (scenario) => {
  const secrets = Object.entries(scenario.state.secrets ?? {});
  if (secrets.length === 0) return [];
  if (!isAtLeast(scenario.version, '3.0')) {
    return [
      `secrets: Juju ${scenario.version} has none; set agentVersion to 3.0 or later, or leave them out`,
    ];
  }
  return [
    ...findSharedLabels(secrets.map(([, secret]) => secret)),
    ...secrets.flatMap(([uri, secret]) => checkSecret(scenario, uri, secret)),
  ];
};

function findSharedLabels(secrets: readonly SecretState[]): string[] {
  const labels = secrets.flatMap(({ label }) => (label === undefined ? [] : [label]));
  return findRepeated(labels).map(
    (label) =>
      `secrets: two have the label "${label}", which Juju refuses; give each a label of its own`,
  );
}

function checkSecret({ state }: Scenario, uri: string, secret: SecretState): string[] {
  const place = `secret ${uri}`;
  const { revisions, tracked, settings, grants } = secret;
  const faults: string[] = [];
  if (!SECRET_URI.test(uri)) {
    faults.push(
      `secrets: "${uri}" is not the URI of a secret; write it such as "secret:9m4e2mr0ui3e8a215n4g"`,
    );
  }
  const known = Object.keys(revisions);
  if (known.length === 0) faults.push(`${place}: it has no revision; give it one`);
  if (known.some((number) => !/^[1-9]\d*$/.test(number))) {
    faults.push(`${place}: its revisions are ${listNames(known)}; number them from 1`);
  }
  if (tracked !== undefined && tracked > Math.max(...known.map(Number))) {
    faults.push(
      `${place}: this unit reads revision ${tracked}, which is to come; name one that there is or was (${listNames(known)})`,
    );
  }
  if (!ROTATE_POLICIES.some((policy) => policy === (settings.rotate ?? 'never'))) {
    faults.push(
      `${place}: its rotate policy is none of Juju's; use one of them (${listNames(ROTATE_POLICIES)})`,
    );
  }
  for (const { relation } of grants) {
    if (state.relations[relation]) continue;
    faults.push(
      `${place}: it is granted to relation ${relation}, which is not in the state (${listNames(Object.keys(state.relations))}); add it to relations`,
    );
  }
  return faults;
}
