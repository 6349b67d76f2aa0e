import { createRequire } from 'node:module';
import { join } from 'node:path';
import { runInThisContext } from 'node:vm';
import Handlebars from 'handlebars';
import { DiagnosticsError } from '@reactive-charms/juju';
import { precompileTemplate } from '../../src/bundle/precompile-template.ts';

/** Uses a precompiled template as a charm does. */
function render(source: string, values: object): string {
  const specification: unknown = runInThisContext(`(${source})`);
  return Handlebars.template(Object(specification))(values);
}

describe('precompileTemplate', () => {
  it('puts values in as they are', () => {
    const source = precompileTemplate('A={{a}}\n{{#each list}}- {{this}}\n{{/each}}', 'x.hbs');
    expect(render(source, { a: '<"&>', list: [1, 2] })).toBe('A=<"&>\n- 1\n- 2\n');
  });

  it('makes a missing value an error', () => {
    expect(() => render(precompileTemplate('{{missing}}', 'x.hbs'), {})).toThrow(/missing/);
  });

  it.each([
    ['a block that is never closed', 'a\nb\n{{#if x}}\n', 4],
    ['a closing tag of another block', 'a\n{{#if x}}\n{{/each}}\n', 2],
    ['nonsense in braces', 'a\n{{ ) }}\n', 2],
  ])('reports %s with file and line', (_, text, line) => {
    let found: unknown;
    try {
      precompileTemplate(text, 'conf/x.hbs');
    } catch (error) {
      found = error;
    }
    expect(found).toBeInstanceOf(DiagnosticsError);
    const [diagnostic] = found instanceof DiagnosticsError ? found.diagnostics : [];
    expect(diagnostic).toMatchObject({
      code: 'TEMPLATE_BROKEN',
      place: { file: 'conf/x.hbs', source: text.split('\n')[line - 1] },
    });
    expect(diagnostic?.place?.line).toBe(line);
  });

  it('compiles as the transform of the tests does', () => {
    const load = createRequire(__filename);
    const transform: unknown = load(
      join(__dirname, '../../../tests/support/handlebars-transform.cjs'),
    );
    const { code } = Object(transform).process('A={{a}}', 'x.hbs');
    expect(code).toContain(precompileTemplate('A={{a}}', 'x.hbs'));
  });
});
