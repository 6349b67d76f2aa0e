'use strict';

const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const Handlebars = require('handlebars');

// Lets tests import a .hbs file as the charm builder does (build/src/bundle/precompile-template.ts).
const OPTIONS = { noEscape: true, strict: true };

module.exports = {
  process(text) {
    /** @type {unknown} */
    const source = Handlebars.precompile(text, OPTIONS);
    if (typeof source !== 'string') throw new Error('Handlebars gave no source');
    return {
      code: `Object.defineProperty(exports, '__esModule', { value: true });\nexports.default = ${source};\n`,
    };
  },
  getCacheKey(text, path) {
    return createHash('sha256')
      .update(readFileSync(__filename))
      .update(Handlebars.VERSION)
      .update(path)
      .update(text)
      .digest('hex');
  },
};
