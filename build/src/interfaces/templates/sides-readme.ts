/** Both databags, flags, many units, an example a side. */
export const README: string = `# {{name}}

{{summary}}

## Databags

| side     | written by             | key         | value                                                                 |
| -------- | ---------------------- | ----------- | --------------------------------------------------------------------- |
| provides | every unit of a server | \`address\`   | host name or address of the server, without a port                    |
| provides | every unit of a server | \`port\`      | TCP port that it listens on, in decimal                               |
| provides | every unit of a server | \`tls\`       | whether it takes TLS connections only: \`True\` or \`False\`              |
| provides | every unit of a server | \`password\`  | password of all clients; a secret, so it must not appear in log lines |
| requires | every unit of a client | \`user\`      | name that the client logs in with                                     |
| requires | every unit of a client | \`databases\` | JSON list of the names of the databases that the client wants         |

A key without a value is withdrawn. Readers take both spellings of booleans, missing keys, keys that
they do not know, and null.

## Flags

Each is \`endpoint.<name>.<flag>\`. The interface sets and clears them before the first handler of a hook
in which Juju tells of something new at the endpoint; charms only wait for them.

| side     | flag        | set while                                                  |
| -------- | ----------- | ---------------------------------------------------------- |
| provides | \`available\` | at least one client has published its user                 |
| requires | \`available\` | at least one server has published its address and its port |

The engine adds \`joined\`, \`departed\`, \`changed\` and \`malformed\`.

## Many units

- \`Provides.users\` and \`Provides.databases\`: those of all units of all relations, each once, in
  natural order.
- \`Requires.servers\`: every unit that has published both an address and a port, lowest relation first,
  then in the order of the units.
- \`Requires.password\`: that of the lowest unit of the lowest relation that has published one.
- \`problems\` of both sides: every key of every unit that cannot be read. Nothing that a unit publishes
  makes a reader throw. While there is any, \`malformed\` is set and the engine shows the unit as
  \`blocked\` with the sentence.

Values of units that leave, and of relations that are removed, are gone with them.

## Examples

An endpoint called \`clients\` on the side of the server:

\`\`\`ts
layer.when('endpoint.clients.available').handle('serve-clients', async ({ endpoints, unit }) => {
  const { users, databases } = endpoints.clients;
  const password = letIn(users, databases);
  const address = await unit.address('clients');
  endpoints.clients.publish({ address, port: 5432, tls: true, password });
});
\`\`\`

An endpoint called \`database\` on the side of a client:

\`\`\`ts
layer.when('endpoint.database.joined').handle('ask-for-databases', ({ endpoints }) => {
  endpoints.database.publish({ user: 'wordpress', databases: ['posts', 'media'] });
});

layer.when('endpoint.database.available').handle('use-databases', ({ endpoints }) => {
  const { servers, password } = endpoints.database;
  writeSettings(servers, password);
});
\`\`\`
`;
