import { defineEndpoint, Endpoint, Readings } from '@reactive-charms/reactive';
import type { EndpointHandlers, Malformed, Sparse, UnitName } from '@reactive-charms/reactive';
import type { providesFlags } from './flags.ts';
import { mergeClusters, mergeOrchestratorInfo } from './merge-clients.ts';
import { clientSchema, controllerSchema } from './schema.ts';
import type { ClientFields, ControllerFields } from './schema.ts';
import type { AgentsInfo, ControllerOrchestratorInfo } from './values.ts';

/** A unit that the controller serves. */
export interface Client extends Partial<ClientFields> {
  readonly unit: UnitName;
  readonly application: string;
}

/** The side of the controller. */
export class Provides extends Endpoint<keyof typeof providesFlags> {
  static readonly handlers: EndpointHandlers = /* @__PURE__ */ defineEndpoint(
    () => Provides,
    (on) =>
      on.keeps({
        available: ({ clients }) => clients.some(({ unitType }) => unitType !== undefined),
      }),
  );

  /** All units that the controller serves, lowest relation first. */
  get clients(): Client[] {
    return this.#read().entries.map(({ unit, values }) => ({
      unit: unit.name,
      application: unit.application,
      ...values,
    }));
  }

  /** The orchestrators of all units, as a controller publishes them; the highest unit wins. */
  get orchestratorInfo(): ControllerOrchestratorInfo {
    return mergeOrchestratorInfo(this.#read().all('orchestratorInfo'));
  }

  /** The clusters of all living units, as a controller publishes them to agents. */
  get agentsInfo(): AgentsInfo | undefined {
    return mergeClusters(this.#read().all('clusterInfo'));
  }

  /** Every key that cannot be read, of every unit. */
  override get problems(): readonly Malformed[] {
    return this.#read().problems;
  }

  /** Declares the controller's values to every relation. */
  publish(controller: Sparse<ControllerFields>): void {
    const changes = controllerSchema.encode(controller);
    for (const relation of this.relations) relation.publish(changes);
  }

  #read(): Readings<ClientFields> {
    return new Readings(this.units, clientSchema);
  }
}
