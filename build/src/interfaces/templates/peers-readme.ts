/** The databag, flags, many units, an example. */
export const README: string = `# {{name}}

{{summary}}

## Databags

| side  | written by | key         | value                                                                |
| ----- | ---------- | ----------- | -------------------------------------------------------------------- |
| peers | every unit | \`address\`   | host name or address of the unit, without a port                     |
| peers | every unit | \`port\`      | TCP port that it serves its peers on, in decimal                     |
| peers | every unit | \`tls\`       | whether it takes TLS connections only: \`True\` or \`False\`             |
| peers | every unit | \`databases\` | JSON list of the names of the databases that it holds                |
| peers | every unit | \`password\`  | password for its peers; a secret, so it must not appear in log lines |

A key without a value is withdrawn. Readers take both spellings of booleans, missing keys, keys that
they do not know, and null.

## Flags

Each is \`endpoint.<name>.<flag>\`. The interface sets and clears it before the first handler of a hook in
which Juju tells of something new at the endpoint; charms only wait for it.

| side  | flag        | set while                                                      |
| ----- | ----------- | -------------------------------------------------------------- |
| peers | \`available\` | at least one other unit has published its address and its port |

The engine adds \`joined\`, \`departed\`, \`changed\` and \`malformed\`.

## Many units

- \`Peers.members\`: every other unit that has published both an address and a port, in the order of the
  units.
- \`Peers.databases\`: those of all other units, each once, in natural order.
- \`Peers.problems\`: every key of every unit that cannot be read. Nothing that a unit publishes makes a
  reader throw. While there is any, \`malformed\` is set and the engine shows the unit as \`blocked\` with
  the sentence.

Values of units that leave are gone with them.

## Examples

An endpoint called \`cluster\`:

\`\`\`ts
layer.when('endpoint.cluster.joined').handle('tell-peers', async ({ endpoints, unit }) => {
  const address = await unit.address('cluster');
  endpoints.cluster.publish({ address, port: 5433, tls: true, databases: ['posts', 'media'] });
});

layer.when('endpoint.cluster.available').handle('serve-each-other', ({ endpoints }) => {
  writeSettings(endpoints.cluster.members);
});
\`\`\`
`;
