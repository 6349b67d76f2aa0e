import { stringify } from 'yaml';

/**
 * Prints plain data as YAML that both YAML 1.1 and 1.2 readers understand alike: texts such as `yes`
 * and `0777` get quotes, lines are not folded.
 */
export function formatYaml(value: unknown): string {
  return stringify(value, {
    version: '1.1',
    lineWidth: 0,
    indentSeq: false,
    aliasDuplicateObjects: false,
  });
}
