import { defineEndpoint, Endpoint, Readings } from '@reactive-charms/reactive';
import type {
  EndpointHandlers,
  EngineContext,
  Malformed,
  RelatedUnit,
  Sparse,
  UnitName,
} from '@reactive-charms/reactive';
import type { providesFlags } from './flags.ts';
import { pluginSchema, principalSchema } from './schema.ts';
import type { PluginFields, PrincipalFields } from './schema.ts';

/** What one CNI application has told so far. */
export interface ApplicationPlugin extends Partial<PluginFields> {
  readonly application: string;
}

/** A CNI plug-in beside the principal. */
export interface Plugin extends ApplicationPlugin {
  readonly unit: UnitName;
}

/** The side of the principal, which runs the kubelet. */
export class Provides extends Endpoint<keyof typeof providesFlags> {
  static readonly handlers: EndpointHandlers = /* @__PURE__ */ defineEndpoint(
    () => Provides,
    (on) => {
      on.sets('available');
      on.beforeHook('keep-flags', async (context) => {
        const { endpoint, flags } = context;
        const flag = endpoint.flag('available');
        // What goal-state names can become less without a hook of this endpoint, so a flag that is
        // clear is looked at in every hook.
        if (endpoint.isUnchanged && flags.isSet(flag)) return;
        flags.toggle(flag, await endpoint.#isAvailable(context));
      });
    },
  );

  /** All plug-ins beside this unit, lowest relation first, with what they have said so far. */
  get plugins(): Plugin[] {
    return this.#read().entries.map(({ unit, values }) => ({
      unit: unit.name,
      application: unit.application,
      ...values,
    }));
  }

  /** Every key that cannot be read, of every unit. */
  override get problems(): readonly Malformed[] {
    return this.#read().problems;
  }

  /**
   * The CNI application to set the kubelet up for, where there are several: the preferred one if it is
   * related, else the first by name. It may have told nothing yet.
   * @param preferred name of an application; none by default.
   * @returns undefined while no application is related.
   */
  pluginFor(preferred?: string): ApplicationPlugin | undefined {
    const names = [...this.applications].sort();
    const application = names.find((name) => name === preferred) ?? names[0];
    return application === undefined ? undefined : this.#pluginOf(application);
  }

  /** Declares to every plug-in what this principal is. */
  publish(principal: Sparse<PrincipalFields>): void {
    const changes = principalSchema.encode(principal);
    for (const relation of this.relations) relation.publish(changes);
  }

  async #isAvailable({ goalState, hook }: EngineContext): Promise<boolean> {
    // Asking costs a way to the controller; with nobody there the answer is known.
    if (!this.isJoined) return false;
    // Nor is there anything to ask while nobody here has told: of a thousand principals, each would be
    // told of all others in each hook.
    if (!this.applications.some((name) => this.#hasTold(name))) return false;
    const { relations } = await goalState();
    const ending = endingAt(this.name, hook);
    const expected = Object.keys(relations[this.name]?.applications ?? {}).filter(
      (name) => name !== ending || this.applications.includes(name),
    );
    return expected.length > 0 && expected.every((name) => this.#hasTold(name));
  }

  #hasTold(application: string): boolean {
    const { cidr, confFile } = this.#pluginOf(application);
    return cidr !== undefined && confFile !== undefined;
  }

  #pluginOf(application: string): ApplicationPlugin {
    const units = this.units.filter((unit) => unit.application === application);
    return { application, ...this.#read(units).merged };
  }

  #read(units: readonly RelatedUnit[] = this.units): Readings<PluginFields> {
    return new Readings(units, pluginSchema);
  }
}

/** The application of a relation whose last hook this is: goal-state names it still. */
function endingAt(endpoint: string, { run }: EngineContext['hook']): string | undefined {
  const isLast = run.kind === 'relation' && run.event === 'broken';
  return isLast && run.relation.endpoint === endpoint ? run.relation.application : undefined;
}
