import { DiagnosticsError } from '@reactive-charms/juju';
import type { Diagnostic } from '@reactive-charms/juju';
import type { Trigger } from '../flags/triggers.ts';
import type { Condition, FlagCondition } from '../handlers/conditions.ts';
import type { Binding } from '../handlers/handler.ts';
import { sealCharm } from './seal-charm.ts';
import type { CharmDefinition, SealedCharm } from './charm.ts';

/** A condition as data. */
export type DescribedCondition =
  | FlagCondition
  | { readonly kind: 'fileChanged'; readonly paths: readonly string[] }
  | { readonly kind: 'once' };

/** A trigger as data. */
export interface DescribedTrigger extends Omit<Trigger, 'run'> {
  /** True when it calls a function. */
  readonly run: boolean;
}

/** What a charm does and when, as data that JSON can carry. */
export interface CharmDescription {
  readonly handlers: readonly {
    readonly id: string;
    readonly binding: Binding;
    readonly conditions: readonly DescribedCondition[];
  }[];
  readonly triggers: readonly DescribedTrigger[];
  /** Flags that interfaces say to keep on the charm's endpoints. */
  readonly flags: readonly string[];
  /** Errors and warnings; with an error among them the charm cannot run, and no handler is listed. */
  readonly findings: readonly Diagnostic[];
}

/** Describes a sealed charm. */
export function describeCharm(charm: SealedCharm): CharmDescription {
  const { handlers, triggers, interfaceFlags, findings } = charm;
  return {
    handlers: handlers.map(({ id, binding, conditions }) => ({
      id,
      binding,
      conditions: conditions.map(describe),
    })),
    triggers: triggers.map(({ run, ...trigger }) => ({ ...trigger, run: run !== undefined })),
    flags: interfaceFlags,
    findings,
  };
}

/** Seals a charm and describes it; what is wrong with it is part of the description. */
export function inspectCharm(definition: CharmDefinition): CharmDescription {
  try {
    return describeCharm(sealCharm(definition));
  } catch (error) {
    if (!(error instanceof DiagnosticsError)) throw error;
    return { handlers: [], triggers: [], flags: [], findings: error.diagnostics };
  }
}

function describe(condition: Condition): DescribedCondition {
  if (condition.kind !== 'fileChanged') return condition;
  const paths = condition.paths.map((path) => (typeof path === 'function' ? '(computed)' : path));
  return { kind: 'fileChanged', paths };
}
