import { parse } from 'acorn';
import { findUses } from '../../src/flags/find-uses.ts';
import type { EndpointNames } from '../../src/flags/texts.ts';

const CHARM: EndpointNames = { own: [], all: ['db', 'website'] };

/** The flags that code sets, sorted; `?` where it may also set others. */
function flagsIn(code: string, endpoints: EndpointNames = CHARM): string[] {
  const program = parse(code, { ecmaVersion: 'latest', sourceType: 'module', locations: true });
  const { flags } = findUses(program, endpoints);
  return [
    ...new Set(flags.flatMap((use) => [...use.flags, ...(use.isComplete ? [] : ['?'])])),
  ].sort();
}

describe('flags that code sets', () => {
  it.each([
    ['a property of the context', 'function run(context) { context.flags.set("a"); }', ['a']],
    ['a destructured parameter', 'const run = ({ flags }) => flags.set("a", 1);', ['a']],
    ['a destructured variable', 'function run(c) { const { flags } = c; flags.set("a"); }', ['a']],
    ['another name', 'const run = ({ flags: all }) => { const f = all; f.set("a"); };', ['a']],
    [
      'the methods themselves',
      'const run = ({ flags: { set, toggle } }) => { set("a"); toggle("b", x); };',
      ['a', 'b'],
    ],
    ['a private field', 'class Work { #flags; run() { this.#flags.set("a"); } }', ['a']],
    ['an optional chain', 'const run = (context) => context?.flags?.set("a");', ['a']],
    [
      'a function that is handed the flags',
      'function mark(store) { store.set("a"); } const run = (context) => mark(context.flags);',
      ['a'],
    ],
  ])('by %s', (_, code, expected) => {
    expect(flagsIn(code)).toEqual(expected);
  });

  it('are those of set and toggle, not of other methods and other objects', () => {
    expect(
      flagsIn(`
        const cache = new Map();
        function run({ flags, unit }) {
          flags.toggle('a', true);
          flags.clear('b');
          flags.isSet('c');
          unit.data.set('d', 1);
          cache.set('e', 2);
        }`),
    ).toEqual(['a']);
  });

  it.each([
    ['a constant', 'const A = "a"; run(A);', ['a']],
    [
      'a constant object',
      'const FLAGS = Object.freeze({ a: "x.a", b: "x.b" }); run(FLAGS.a);',
      ['x.a'],
    ],
    [
      'any of a constant object',
      'const FLAGS = { a: "x.a", ...{ b: "x.b" } }; run(FLAGS[key]);',
      ['x.a', 'x.b'],
    ],
    ['a static member', 'class Blog { static READY = "a"; } run(Blog.READY);', ['a']],
    ['a choice', 'run(now ? "a" : late ? "b" : "c");', ['a', 'b', 'c']],
    ['a preset', 'run(first ?? (second || "a"), 1);', ['?', 'a']],
    [
      'a variable that is assigned several times',
      'let flag = "a"; if (x) flag = "b"; run(flag);',
      ['a', 'b'],
    ],
    ['texts put together', 'const A = "a"; run(A + "." + "b");', ['a.b']],
    ['a template of constants', 'const A = "a"; run(`${A}.b`);', ['a.b']],
    ['a template with what cannot be told', 'run(`plugin.${name}.ready`);', ['plugin.*.ready']],
    ['a template with a number', 'const n = 2; run(`unit.${n}`);', ['unit.2']],
    ['a list in a loop', 'for (const flag of ["a", "b"]) run(flag);', ['a', 'b']],
    [
      'a list in forEach',
      'const MORE = ["b"]; ["a", ...MORE].forEach((flag) => run(flag));',
      ['a', 'b'],
    ],
    ['an item of a list', 'const [first] = ["a", "b"]; run(first);', ['a']],
    [
      'the result of a function',
      'const ready = (name) => `${name}.ready`; run(ready("db"));',
      ['db.ready'],
    ],
    [
      'the results of a function',
      'function pick() { if (x) return "a"; return "b"; } run(pick());',
      ['a', 'b'],
    ],
    ['what cannot be told', 'run(process.argv[2]);', ['?']],
    ['what comes from outside', 'import { FLAG } from "other"; run(FLAG);', ['?']],
    ['a text without any known part', 'run(`${name}`);', ['?']],
    ['itself', 'let flag = "a"; flag = flag + "b"; run(flag);', ['*b', 'a', 'ab']],
  ])('named by %s', (_, code, expected) => {
    expect(flagsIn(`${code}\nfunction run(flag) { context.flags.set(flag); }`)).toEqual(expected);
  });

  it('are followed through parameters to all callers', () => {
    expect(
      flagsIn(`
        function mark({ flags }, { name, suffix = 'done' }) { flags.set(name + '.' + suffix); }
        const step = (context, name) => mark(context, { name });
        class Steps { run(context) { step(context, 'a'); this.last('b', context); }
                      last(name, context) { step(context, name); } }
        export const layer = { steps: new Steps(), direct: (context) => mark(context, { name: 'c', suffix: 'd' }) };`),
    ).toEqual(['a.d', 'a.done', 'b.d', 'b.done', 'c.d', 'c.done']);
  });

  it('cannot be told where others may call', () => {
    expect(flagsIn('const mark = (flag) => context.flags.set(flag); later(mark);')).toEqual(['?']);
  });

  it('keep apart variables of one name', () => {
    expect(
      flagsIn(`
        const FLAG = 'outer';
        function one({ flags }) { const FLAG = 'inner'; flags.set(FLAG); }
        function two({ flags }) { { let FLAG = 'block'; } flags.set(FLAG); }`),
    ).toEqual(['inner', 'outer']);
  });

  it.each([
    ['given at once', 'layer.trigger({ when: "a", set: "b", clear: "c" });', ['b']],
    [
      'with several flags',
      'const base = { set: "b" }; layer.trigger({ whenNot: "a", ...base });',
      ['b'],
    ],
    ['in a constant', 'const T = { when: "a", set: "b" }; layer.trigger(T);', ['b']],
    ['in a list', 'export const triggers = [{ whenNot: "a", set: "b" }];', ['b']],
    ['with a function', 'layer.trigger({ when: "a", run: (store) => store.set("b") });', ['b']],
  ])('by a trigger %s', (_, code, expected) => {
    expect(flagsIn(code)).toEqual(expected);
  });
});

describe('flags that the code of an interface sets', () => {
  const INTERFACE: EndpointNames = { own: ['db', 'cache'], all: ['db', 'cache', 'website'] };

  it.each([
    [
      'expandName',
      'flags.set(endpoint.expandName("ready"));',
      ['endpoint.cache.ready', 'endpoint.db.ready'],
    ],
    [
      'expandName with a placeholder',
      'flags.set(this.expandName("{endpoint_name}.ready"));',
      ['cache.ready', 'db.ready'],
    ],
    [
      'flag',
      'flags.toggle(endpoint.flag("ready"), true);',
      ['endpoint.cache.ready', 'endpoint.db.ready'],
    ],
    [
      'its own name',
      'class Requires { go(flags) { flags.set(`endpoint.${this.name}.x`); } }',
      ['endpoint.cache.x', 'endpoint.db.x'],
    ],
    [
      'a placeholder in a trigger',
      'on.trigger({ when: "a", set: "endpoint.{endpoint_name}.b" });',
      ['endpoint.cache.b', 'endpoint.db.b'],
    ],
    [
      'sets',
      'on.sets("x", "y");',
      ['endpoint.cache.x', 'endpoint.cache.y', 'endpoint.db.x', 'endpoint.db.y'],
    ],
  ])('by %s', (_, code, expected) => {
    expect(flagsIn(code, INTERFACE)).toEqual(expected);
  });

  it('are those of one endpoint where a layer names it', () => {
    expect(
      flagsIn('const run = ({ endpoints: { db }, flags }) => flags.set(db.expandName("x"));'),
    ).toEqual(['endpoint.db.x']);
    expect(flagsIn('c.flags.set(c.endpoints.website.expandName("x"));')).toEqual([
      'endpoint.website.x',
    ]);
    expect(flagsIn('c.flags.set(some.expandName("x"));')).toEqual([
      'endpoint.db.x',
      'endpoint.website.x',
    ]);
  });
});

describe('handlers', () => {
  it('are found by their names', () => {
    const code = `
      layer.when('a').handle('serve', serve);
      layer.beforeHook('look', look);
      layer.afterHook('tidy', tidy);`;
    const program = parse(code, { ecmaVersion: 'latest', locations: true });
    const { handlers } = findUses(program, CHARM);
    expect(handlers.map(({ name, node }) => [name, node.loc?.start.line])).toEqual([
      ['serve', 2],
      ['look', 3],
      ['tidy', 4],
    ]);
  });
});
