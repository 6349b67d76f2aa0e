import {
  databagSchema,
  field,
  jsonMap,
  jsonOfTexts,
  jsonText,
  pythonBoolean,
  text,
} from '@reactive-charms/reactive';
import type { Codec, DatabagSchema, Decoded, Sparse } from '@reactive-charms/reactive';

/** What every unit of the providing side (the cluster's master) publishes. */
export interface ConfigFields {
  /** Name of the cluster. */
  readonly clusterName: string;
  /** Subnets of the pods, as the operator wrote them, for example `10.32.0.0/12`. */
  readonly podSubnets: string;
  /** Whether the cluster runs inside a cloud that the same controllers serve. */
  readonly nestedMode: boolean;
  /**
   * A JSON object of variables for nested mode, byte for byte as the operator wrote it. It holds a
   * password: never log it. `readNestedVariables` reads it.
   */
  readonly nestedModeConfig: string;
}

/** The providing side's databag; members without a value are withdrawn. */
export type ClusterConfig = Sparse<ConfigFields>;

const nestedVariables = jsonOfTexts(jsonMap(jsonText));

/**
 * Reads the variables of nested mode, in the order of the text. Numbers and booleans come as Python
 * prints them; variables that are null or empty are left out.
 */
export function readNestedVariables(config: string): Decoded<Readonly<Record<string, string>>> {
  return nestedVariables.decode(config);
}

const nestedText: Codec<string, string> = {
  schema: nestedVariables.schema,
  encode: text.encode,
  decode: (wire) => {
    const variables = readNestedVariables(wire);
    return variables.ok ? text.decode(wire) : variables;
  },
};

/** The databag of a providing unit. Source: contract contrail.md section 2.3. */
export const configSchema: DatabagSchema<ConfigFields> = databagSchema<ConfigFields>({
  clusterName: field('cluster_name', text, { about: 'name of the cluster' }),
  podSubnets: field('pod_subnets', text, {
    about: 'subnets of the pods, as the operator wrote them',
  }),
  nestedMode: field('nested_mode', pythonBoolean, {
    about: 'whether the cluster runs inside a cloud of the same controllers: True or False',
  }),
  nestedModeConfig: field('nested_mode_config', nestedText, {
    about:
      'JSON object of variables for nested mode, byte for byte as the operator wrote it; holds a password, so it must not appear in log lines',
  }),
});

/** What this side reads of a requiring unit: Juju's own key with the unit's address. */
export interface NodeFields {
  readonly privateAddress: string;
}

/** The databag of a requiring unit; it publishes nothing itself. */
export const nodeSchema: DatabagSchema<NodeFields> = databagSchema<NodeFields>({
  privateAddress: field('private-address', text),
});
