import { defineEndpoint, Endpoint, Readings, sortAddresses } from '@reactive-charms/reactive';
import type { EndpointHandlers, Malformed, Sparse } from '@reactive-charms/reactive';
import type { requiresFlags } from './flags.ts';
import { clientSchema, controllerSchema } from './schema.ts';
import type { ClientFields, ControllerFields } from './schema.ts';
import type { AgentsInfo, AuthInfo, ControllerOrchestratorInfo } from './values.ts';

/** What a requiring unit says; it never says `ziu`, which is the controller's word. */
export type ClientPublication = Sparse<Omit<ClientFields, 'ziu'>>;

/** The side of a cluster or an agent. All values are merged over all controller units. */
export class Requires extends Endpoint<keyof typeof requiresFlags> {
  static readonly handlers: EndpointHandlers = /* @__PURE__ */ defineEndpoint(
    () => Requires,
    (on) => on.keeps({ available: (endpoint) => endpoint.controllerIps.length > 0 }),
  );

  /** All controllers of all units, in numeric order. */
  get controllerIps(): string[] {
    return sortAddresses(this.#read().all('controllerIps').flat());
  }

  /** Addresses of all controllers on the data network, in numeric order. */
  get controllerDataIps(): string[] {
    return sortAddresses(this.#read().all('controllerDataIps').flat());
  }

  /** Addresses of all analytics servers, in numeric order. */
  get analyticsServers(): string[] {
    return sortAddresses(this.#read().all('analyticsServers').flat());
  }

  /** From the lowest unit that names an orchestrator, else from the lowest that has any. */
  get orchestratorInfo(): ControllerOrchestratorInfo | undefined {
    return this.#read().first('orchestratorInfo', (info) => info.cloudOrchestrator !== undefined);
  }

  /** From the lowest unit that names Keystone's address, else from the lowest that has any. */
  get authInfo(): AuthInfo | undefined {
    return this.#read().first('authInfo', (info) => info.keystoneIp !== undefined);
  }

  /** From the lowest unit that has it. */
  get authMode(): string | undefined {
    return this.#read().first('authMode');
  }

  /** From the lowest unit that has it. */
  get agentsInfo(): AgentsInfo | undefined {
    return this.#read().first('agentsInfo');
  }

  /** The kind of maintenance (`issu`) as soon as any unit says so. */
  get maintenance(): string | undefined {
    return this.#read().first('maintenance');
  }

  /** The highest stage of a zero-impact upgrade that any unit tells: stages only rise. */
  get ziu(): number | undefined {
    const stages = this.#read().all('ziu');
    return stages.length === 0 ? undefined : Math.max(...stages);
  }

  /** Every key that cannot be read, of every unit. */
  override get problems(): readonly Malformed[] {
    return this.#read().problems;
  }

  /** Declares this unit's values to every controller application. */
  publish(client: ClientPublication): void {
    const changes = clientSchema.encode(client);
    for (const relation of this.relations) relation.publish(changes);
  }

  #read(): Readings<ControllerFields> {
    return new Readings(this.units, controllerSchema);
  }
}
