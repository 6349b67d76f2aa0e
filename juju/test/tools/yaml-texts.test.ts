import { printYamlTexts } from '../../src/tools/yaml-texts.ts';

/** What Juju's reader of YAML (gopkg.in/yaml.v2) takes bare without folding it. */
const BARE =
  /^[\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]*$/u;

describe('texts as YAML', () => {
  it('have no character bare that Juju refuses or folds', () => {
    for (let code = 0; code <= 0x10_ffff; code += code < 0x1_0000 ? 1 : 0xffff) {
      if (code >= 0xd800 && code <= 0xdfff) continue;
      const character = String.fromCodePoint(code);
      const printed = printYamlTexts([[`key ${character}`, character]]);
      if (!BARE.test(printed)) throw new Error(`U+${code.toString(16)} stands bare: ${printed}`);
      expect(JSON.parse(printed)).toEqual({ [`key ${character}`]: character });
    }
  });

  it('keep keys that are something else in JavaScript', () => {
    expect(printYamlTexts([['__proto__', 'a']])).toBe('{"__proto__":"a"}');
  });
});
