import { readFile } from 'node:fs/promises';
import { DiagnosticsError } from '@reactive-charms/juju';
import type { PartialMessage, Plugin } from 'esbuild';
import { precompileTemplate } from './precompile-template.ts';

/** Lets code import a `.hbs` file as its precompiled template. */
export const handlebarsPlugin: Plugin = {
  name: 'handlebars',
  setup(build) {
    build.onLoad({ filter: /\.hbs$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      try {
        return { contents: `export default ${precompileTemplate(text, path)};`, loader: 'js' };
      } catch (error) {
        if (!(error instanceof DiagnosticsError)) throw error;
        return { errors: error.diagnostics.map(toMessage) };
      }
    });
  },
};

function toMessage({ text, place, fix }: DiagnosticsError['diagnostics'][number]): PartialMessage {
  if (place === undefined) return { text };
  const notes = fix === undefined ? [] : [{ text: fix }];
  const location = {
    file: place.file,
    line: place.line ?? 1,
    column: 0,
    ...(place.source === undefined ? {} : { lineText: place.source }),
  };
  return { text, location, notes };
}
