/**
 * Texts by key as the YAML that `--file` of hook tools reads. JSON is YAML, but for a few characters
 * that YAML refuses or folds when they stand bare.
 */
export function printYamlTexts(texts: readonly (readonly [string, string])[]): string {
  return JSON.stringify(Object.fromEntries(texts)).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
