import { sha256Of } from './build-manifest.ts';

/** The charm's program, which the loader runs. */
export const CODE_FILE = 'charm-code.js';

/** Wraps a bundle as the loader expects it: an expression whose value is the module's function. */
export function wrapCode(bundle: Buffer): Buffer {
  const head = Buffer.from('(function (exports, require, module, __filename, __dirname) {');
  return Buffer.concat([head, bundle, Buffer.from('\n})\n')]);
}

/**
 * The program that Node.js starts: it runs the charm's code with what V8 has compiled of it in an
 * earlier hook of the same kind. V8 compiles a function when it is called first, so only what a hook
 * leaves at its end holds all that the next one needs. V8 itself knows a cache by the length of the
 * source and by its own version, so the name of the cache says the rest. A cache that cannot be read,
 * written or used is passed over.
 * @param code the wrapped code of this build.
 */
export function loaderScript(code: Buffer): string {
  return `#!/usr/bin/env node
'use strict';
// Runs ${CODE_FILE} with the compiled code that an earlier hook of this kind has left.
const fs = require('node:fs');
const vm = require('node:vm');
const { join } = require('node:path');
const file = join(__dirname, '${CODE_FILE}');
const folder = join(__dirname, '.compile-cache');
const kind = (process.env.JUJU_DISPATCH_PATH || 'command').replace(/[^\\w.-]/g, '_');
const { size, mtimeMs } = fs.statSync(file);
const version = [process.version, process.arch, '${sha256Of(code).slice(0, 16)}', size, mtimeMs].join('_');
const cache = join(folder, \`\${kind}_\${version}\`);
let cachedData;
try {
  cachedData = fs.readFileSync(cache);
} catch {}
const script = new vm.Script(fs.readFileSync(file, 'utf8'), { filename: file, cachedData });
if (cachedData === undefined || script.cachedDataRejected) {
  process.once('exit', () => {
    try {
      fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
      const temporary = \`\${cache}.\${process.pid}\`;
      fs.writeFileSync(temporary, script.createCachedData(), { mode: 0o600 });
      fs.renameSync(temporary, cache);
    } catch {}
  });
}
script.runInThisContext()(exports, require, module, file, __dirname);
`;
}
