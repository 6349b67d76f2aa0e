import type { Files } from '../../support/workspace.ts';

/** The code of an interface: the sides of its definition as plain objects. */
export function codeOf(sides: object): string {
  return `export const definition: object = ${JSON.stringify(sides)};\n`;
}

/** What the blog's definition says. */
export const BLOG_SIDES = {
  provides: {
    endpoint: 'a class in real packages',
    flags: { available: 'a reader is there' },
    unit: {
      schema: {
        type: 'object',
        properties: {
          'base-url': { description: 'where the blog is', type: 'string', pattern: '^https?://' },
          public: { type: 'string', enum: ['True', 'False'] },
          posts: {
            description: 'JSON list of posts',
            type: 'string',
            contentMediaType: 'application/json',
            contentSchema: {
              type: 'array',
              items: {
                type: 'object',
                properties: {
                  title: { type: 'string', minLength: 1 },
                  likes: { type: 'integer', minimum: 0, maximum: 999 },
                  tags: {
                    anyOf: [
                      {
                        type: 'string',
                        contentMediaType: 'application/json',
                        contentSchema: { type: 'array', items: { type: 'string' } },
                      },
                      { type: 'null' },
                    ],
                  },
                },
                required: ['title'],
              },
            },
          },
        },
        patternProperties: { '^.+_[0-9]+\\.token$': { type: 'string', minLength: 8 } },
      },
      example: {
        'base-url': 'https://blog.example',
        public: 'True',
        posts: '[{"title": "On \\"flags\\"", "likes": 3, "tags": "[\\"a\\"]"}]',
        'reader_0.token': 'not-a-secret',
      },
    },
    application: {
      schema: {
        type: 'object',
        properties: {
          theme: {
            type: 'string',
            contentMediaType: 'application/yaml',
            contentSchema: { type: 'object', additionalProperties: { type: 'string' } },
          },
        },
      },
      example: { theme: 'colour: blue\n' },
    },
  },
  requires: { endpoint: 'a class', flags: {} },
} as const;

const README = `# blog-posts

Posts of a blog. See [the rules](../../docs/rules.md) and [Juju](https://juju.is).

A second paragraph.

## Databags

| side     | written by                 | key                 | value                        |
| -------- | -------------------------- | ------------------- | ---------------------------- |
| provides | every unit                 | \`base-url\`          | where the blog is            |
| provides | every unit                 | \`<unit>.token\`      | for one reader: \`a\\|b\`       |
| provides | the leader                 | \`theme\`             | YAML                         |
| requires | nobody                     | \`base-url\`          | of the provider alone        |
| requires | nobody; Juju fills the key | \`ingress-address\`   | address of the reader        |

A key without a value is withdrawn. The engine masks tokens in the log.

## Flags

| side     | flag        | set while         |
| -------- | ----------- | ----------------- |
| provides | \`available\` | a reader is there |

## Many units

What a reader does, in any order:

- \`Requires.latestPosts()\`: the posts of all units, the newest first. Equal ones
  count once. \`postsOf(name)\` is a part of them. They are undefined before.
- \`Requires.authors\`: each once.

What the blog does:

- \`Provides.readers\` and \`readerNames\`: of the lowest unit.
- Posts are for everybody.
- \`Requires.problems\`: every key that cannot be read. \`malformed\` is set then.

Posts of units that leave are gone with them.

## Examples

\`\`\`ts
endpoints.blog.publish({});
\`\`\`
`;

/** The package of an interface with data in one direction. */
export const BLOG: Files = {
  'interfaces/blog/interface.yaml': 'name: blog-posts\nversion: 2\nsummary: Posts of a blog.\n',
  'interfaces/blog/index.ts': codeOf(BLOG_SIDES),
  'interfaces/blog/README.md': README,
};
