import { DiagnosticsError } from '@reactive-charms/juju';
import type { Diagnostic, Place } from '@reactive-charms/juju';

/** What the catalogue says about a kind of error. */
export interface CatalogueEntry {
  /** What has happened, in general. */
  readonly summary: string;
  /** What to do about it, in the imperative. */
  readonly fix: string;
}

/**
 * Every error that whoever writes or operates a charm can meet, by its code. docs/reference/errors.md
 * has a section for each.
 */
export const ERRORS = {
  ACTION_CONDITIONS: {
    summary: 'no handler of the action may run now',
    fix: 'bring the unit into the state that the conditions ask for, then run the action again',
  },
  ACTION_PARAMETERS: {
    summary: 'the parameters of an action are not as actions.yaml says',
    fix: 'run the action again with parameters as `juju show-action` describes them',
  },
  ACTION_RESULTS: {
    summary: 'a handler of an action returned results that Juju does not take',
    fix: 'name results with lower-case letters, digits and hyphens, and leave stdout, stderr and names ending in -encoding to Juju',
  },
  ACTION_UNDECLARED: {
    summary: 'a handler serves an action that actions.yaml does not have',
    fix: 'add the action to actions.yaml, or mend the name in onAction',
  },
  ACTION_UNKNOWN: {
    summary: 'the charm has no handler for the action',
    fix: 'add a handler with onAction, or run an action that `juju actions` lists',
  },
  ACTION_UNSERVED: {
    summary: 'an action of actions.yaml has no handler: it always fails',
    fix: 'add a handler with onAction, or take the action out of actions.yaml',
  },
  DATABAG_TEXT: {
    summary: 'a handler published a key or a value that Juju cannot keep',
    fix: 'publish whole characters, and no zero byte in a key; encode binary data, for example as base64',
  },
  DATABAG_VALUE: {
    summary: 'a handler published a value that the interface does not allow',
    fix: 'check the value where it comes from, for example an option, and show the unit as blocked',
  },
  DATA_READ_ONLY: {
    summary: 'a handler wrote into data that it can only read',
    fix: 'declare what this unit says with publish or publishJson of a relation; undefined or null withdraws a key',
  },
  ENDED_EARLY: {
    summary: 'the program ended before the hook did',
    fix: 'let no handler call process.exit, and none wait for something that cannot happen any more',
  },
  ENDPOINT_FOREIGN: {
    summary: 'the class of an endpoint stands on another copy of the engine than the charm',
    fix: 'find the copies with `npm ls @reactive-charms/reactive`, and choose versions of interfaces and layers that share one',
  },
  ENDPOINT_UNKNOWN: {
    summary: 'a layer speaks of an endpoint that the charm does not have',
    fix: 'mend the name of the endpoint, or add it to metadata.yaml',
  },
  ENGINE_FAULT: {
    summary: 'something failed outside the handlers, in a way that the engine does not expect',
    fix: 'report it, with the stack trace from the log',
  },
  ENVIRONMENT: {
    summary: 'the program was not started as Juju starts a charm',
    fix: 'run it through the Juju agent, or with the variables that the agent gives to a hook',
  },
  EXECUTABLE_BROKEN: {
    summary: 'a handler that is a program cannot be started, or breaks the rules of such handlers',
    fix: 'give the file a first line such as `#!/bin/bash`, and the executable bit; a compiled program must be for the machines of the unit',
  },
  EXECUTABLE_FAILED: {
    summary: 'a handler that is a program ended with an exit code that is not 0',
    fix: 'mend the program, whose output is in the log; Juju runs the hook again, with the flags from before it',
  },
  EXECUTABLE_OUT_OF_TIME: {
    summary: 'a handler that is a program did not end in time, and was killed',
    fix: 'let the program do less at a time, or leave long work to a service',
  },
  FILE_UNREADABLE: {
    summary: 'a file whose changes a handler waits for cannot be read',
    fix: 'give whenFileChanged the path of a file, not of a folder, that the unit may read',
  },
  FLAGS_LOOP: {
    summary: 'the flags do not settle: handlers keep waking each other',
    fix: 'let no handler undo what another waits for; let it clear the flag that woke it',
  },
  FLAG_NAME: {
    summary: 'a flag was to be set that has no name',
    fix: 'give the flag a name that is a text and not empty',
  },
  FLAG_UNKNOWN: {
    summary: 'a handler or a trigger watches a flag of the engine that this charm never gets',
    fix: 'mend the name of the flag, or add what it speaks of to the files of the charm',
  },
  FLAG_VALUE: {
    summary: 'the value of a flag cannot be kept, because JSON cannot carry it',
    fix: 'give the flag a value of texts, numbers, booleans, lists and maps, without cycles',
  },
  HANDLER_DUPLICATE: {
    summary: 'two handlers have one id',
    fix: 'give one of the handlers another name',
  },
  HANDLER_FAILED: {
    summary: 'a handler, a status decider or the function of a trigger threw an error',
    fix: 'mend the handler; Juju runs the hook again, with the flags from before it',
  },
  HANDLER_INVALID: {
    summary: 'a handler is not defined as handlers must be',
    fix: 'mend the definition of the handler',
  },
  HANDLER_NEVER_RUNS: {
    summary: 'a handler has conditions that never hold together',
    fix: 'take out one of the conditions, or split the handler in two',
  },
  HOOK_GROUP_EMPTY: {
    summary: 'a pattern of hooks stands for no endpoint of this charm',
    fix: 'add an endpoint of that role and interface to metadata.yaml, or take out the pattern',
  },
  HOOK_PATTERN: {
    summary: 'a pattern of hooks is not written as patterns must be',
    fix: 'write {role:interface}, with provides, requires or peers as the role, or {a,b} for alternatives',
  },
  HOOK_TOOL_FAILED: {
    summary: 'Juju refused a call of a hook tool, or does not have the tool',
    fix: 'mend what the message of the tool names',
  },
  HOOK_UNKNOWN: {
    summary: 'a handler waits for a hook that this charm never gets',
    fix: 'mend the name of the hook, or add what it speaks of to metadata.yaml',
  },
  INTERFACE_HANDLER: {
    summary: 'a handler that an interface package brings is not well defined',
    fix: 'mend the definition in the interface package',
  },
  JSON_VALUE: {
    summary: 'a handler published a value that JSON does not have',
    fix: 'publish texts, finite numbers, booleans, and lists and objects of them',
  },
  LAYER_CLOSED: {
    summary: 'something was added to a layer after its definition had ended',
    fix: 'define all handlers, triggers and status deciders within defineLayer',
  },
  LAYER_DUPLICATE: {
    summary: 'a charm is composed of one layer twice',
    fix: 'name each layer once',
  },
  LEADER_DATA_HOMELESS: {
    summary: 'the leader shared data on a Juju that has no place for it',
    fix: 'add a peer endpoint to metadata.yaml; leader data then goes by its application databag',
  },
  LEADER_ONLY: {
    summary: 'a unit that is not the leader wrote what only the leader may write',
    fix: 'give the handler the condition leadership.is_leader',
  },
  NOT_RELATED: {
    summary: 'a handler asked for a relation, unit or request that is not there',
    fix: 'use the lookup whose name begins with try, or give the handler a condition such as endpoint.NAME.joined',
  },
  PORT_MALFORMED: {
    summary: 'a declared port is not of a form that Juju knows, or overlaps with another',
    fix: 'write a port as 80/tcp, a range as 8080-8088/udp, and ICMP as icmp',
  },
  RESTRICTED_HANDLER: {
    summary:
      'a handler of an ordinary kind waits for a restricted hook, where only handlers of its own run',
    fix: 'use collectMetrics() or meterStatusChanged() in place of hook(...)',
  },
  RESTRICTED_HOOK: {
    summary: 'a handler of a restricted hook used what Juju refuses there',
    fix: 'do it in another hook; restricted handlers may use flags, unit data, the host and metrics',
  },
  SECRETS_MISSING: {
    summary: 'a handler used secrets on a Juju that has none',
    fix: 'upgrade the model to Juju 3 or later, or let the charm do without secrets: hook.jujuVersion tells which Juju it is on',
  },
  SESSION_OVER: {
    summary: 'a command or a shell of an executable handler outlived its hook',
    fix: 'change flags before the handler ends; outside of hooks, leave the variable REACTIVE_SESSION unset',
  },
  STATE_AT_CONTROLLER: {
    summary: "the unit's memory is kept by the controller, which answers only inside hooks",
    fix: 'run the command inside a hook, for example `juju exec --unit mysql/0 -- reactive flags`',
  },
  STATE_DAMAGED: {
    summary: "the unit's memory cannot be read",
    fix: 'mend the file, or remove it: the unit then has no flags, and reads everything anew',
  },
  STATE_NOT_KEPT: {
    summary: "the unit's memory cannot be written",
    fix: 'make room on the disk of the charm, or make it writable; then let the hook run again',
  },
  TRIGGER_INVALID: {
    summary: 'a trigger is not defined as triggers must be',
    fix: 'give a trigger one of when and whenNot, and at least one of set, clear and run',
  },
  TRIGGER_LOOP: {
    summary: 'triggers go round for ever: each undoes what another has done',
    fix: 'take one of the triggers out of the round',
  },
  UNIT_BUSY: {
    summary: 'something else has the unit for itself, such as a hook that runs',
    fix: 'wait for it to end, then try again',
  },
} as const;

/** The code of an error in the catalogue. */
export type ErrorCode = keyof typeof ERRORS;

/** What a single error says beyond its text. */
export interface FaultDetails {
  readonly place?: Place;
  readonly fix?: string;
}

/**
 * Makes a finding of the catalogue.
 * @param text one sentence that stands alone, without a final full stop.
 * @param details what to do about it, if the catalogue's advice is too general; the place, if any.
 */
export function diagnostic(
  code: ErrorCode,
  text: string,
  details: string | FaultDetails = {},
): Diagnostic {
  const { fix }: CatalogueEntry = ERRORS[code];
  const more = typeof details === 'string' ? { fix: details } : details;
  return { severity: 'error', code, text, fix, ...more };
}

/** Makes the error for a single finding of the catalogue; see `diagnostic`. */
export function fault(
  code: ErrorCode,
  text: string,
  details: string | FaultDetails = {},
): DiagnosticsError {
  return new DiagnosticsError([diagnostic(code, text, details)]);
}

/** Prints a finding as one line without its advice: `CODE: text`. */
export function headlineOf({ code, text }: Pick<Diagnostic, 'code' | 'text'>): string {
  return `${code}: ${text.split('\n', 1)[0] ?? ''}`;
}
