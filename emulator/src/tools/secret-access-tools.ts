import { applicationOf, isApplicationName, isUnitName } from '@reactive-charms/juju';
import type { UnitName } from '@reactive-charms/juju';
import type { SecretGrant } from '../model.ts';
import { runFailure, usageFailure } from './failure.ts';
import { quote } from './flags.ts';
import type { FlagDefinition } from './flags.ts';
import { findEntered } from './hook-run.ts';
import type { HookRun } from './hook-run.ts';
import { parseSecretUri } from './secret-uri.ts';
import { managedSecrets, requireManager } from './secret-view.ts';
import { noteGrant, noteRevoke } from './secret-writes.ts';
import type { SecretRevocation } from './secret-writes.ts';
import { ownerOfSecret, withSecrets } from './secret-write-tools.ts';
import { RELATION_FLAG, expectNoMore, relationNumber, relationOf } from './tool.ts';
import type { Tool } from './tool.ts';

const UNIT_FLAG: FlagDefinition = { names: ['unit'], kind: 'text', help: 'the unit concerned' };

/** `secret-grant ID [-r ID] [--unit U]`: lets the other side read a secret, when the hook commits. */
export const secretGrant: Tool = {
  name: 'secret-grant',
  synopsis: '<ID>',
  purpose: 'grant access to a secret',
  output: 'none',
  flags: [UNIT_FLAG, RELATION_FLAG],
  run: (call) => {
    const [uri, ...rest] = call.args;
    if (uri === undefined) throw usageFailure('missing secret URI');
    const id = parseSecretUri(uri);
    const relation = relationNumber(call);
    const application = remoteApplication(call.run, relation);
    const unit = readUnit(call.texts['unit']);
    if (unit !== undefined && applicationOf(unit) !== application) {
      throw usageFailure(
        `cannot specify unit ${quote(unit)} in relation to application ${quote(application)}`,
      );
    }
    expectNoMore(rest);
    const grant = { relation, application, ...(unit === undefined ? {} : { unit }) };
    return { run: grantSecret(call.run, id, grant) };
  },
};

/** `secret-revoke ID [-r ID | --app A | --unit U]`: takes access away, when the hook commits. */
export const secretRevoke: Tool = {
  name: 'secret-revoke',
  synopsis: '<ID>',
  purpose: 'revoke access to a secret',
  output: 'none',
  flags: [
    { names: ['app', 'application'], kind: 'text', help: 'the application to revoke access' },
    UNIT_FLAG,
    RELATION_FLAG,
  ],
  run: (call) => {
    const [uri, ...rest] = call.args;
    if (uri === undefined) throw usageFailure('missing secret URI');
    const id = parseSecretUri(uri);
    const application = call.texts['application'] ?? '';
    if (application !== '' && !isApplicationName(application)) {
      throw usageFailure(`application ${quote(application)} not valid`);
    }
    const unit = readUnit(call.texts['unit']);
    if (application !== '' && unit !== undefined) {
      throw usageFailure('specify only one of application or unit');
    }
    const relation = relationOf(call);
    if (relation !== undefined && application !== '') {
      throw usageFailure('do not specify both relation and app');
    }
    const revocation = readRevocation(call.run, { application, unit, relation });
    expectNoMore(rest);
    requireManager(call.run, ownerOfSecret(call.run, id));
    return { run: withSecrets(call.run, noteRevoke(call.run.writes.secrets, id, revocation)) };
  },
};

function readRevocation(
  run: HookRun,
  {
    application,
    unit,
    relation,
  }: {
    readonly application: string;
    readonly unit: UnitName | undefined;
    readonly relation: number | undefined;
  },
): SecretRevocation {
  if (unit !== undefined) return { unit };
  if (application !== '') return { application };
  if (relation !== undefined) return { application: remoteApplication(run, relation) };
  throw usageFailure('missing relation or application or unit');
}

function grantSecret(run: HookRun, id: string, grant: SecretGrant): HookRun {
  const details = managedSecrets(run).get(id);
  if (!details) throw runFailure(`secret ${quote(id)} not found`);
  requireManager(run, details.owner);
  for (const other of details.grants) {
    if (other.relation !== grant.relation) continue;
    // Whoever has access already needs none.
    if (other.unit === undefined || other.unit === grant.unit) return run;
    if (grant.unit === undefined) {
      throw runFailure(
        'any unit level grants need to be revoked before granting access to the corresponding application',
      );
    }
  }
  return withSecrets(run, noteGrant(run.writes.secrets, id, grant));
}

function remoteApplication(run: HookRun, relation: number): string {
  const view = findEntered(run, relation);
  if (!view) throw usageFailure('relation not found');
  return view.remote.application;
}

function readUnit(text: string | undefined): UnitName | undefined {
  if (text === undefined || text === '') return undefined;
  if (isUnitName(text)) return text;
  throw usageFailure(`unit ${quote(text)} not valid`);
}
