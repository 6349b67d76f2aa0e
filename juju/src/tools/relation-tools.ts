import type { HookTools } from '../hook-tools.ts';
import { isRelationId, isUnitName } from '../names.ts';
import { readDatabag, readList, readText } from '../tool-answers.ts';
import type { ToolCaller } from '../tool-call.ts';
import { printYamlTexts } from './yaml-texts.ts';

type RelationTools = Pick<
  HookTools,
  'relationIds' | 'relationList' | 'relationApplication' | 'relationGet' | 'relationSet'
>;

/** Relations and their databags. */
export function relationTools({ call, json }: ToolCaller): RelationTools {
  return {
    relationIds: async (endpoint) =>
      readList('relation-ids', isRelationId, await json('relation-ids', endpoint)),
    relationList: async (id) =>
      readList('relation-list', isUnitName, await json('relation-list', '-r', id)),
    relationApplication: async (id) =>
      readText('relation-list --app', await json('relation-list', '--app', '-r', id)),
    relationGet: async (id, owner) =>
      readDatabag(
        'relation-get',
        typeof owner === 'string'
          ? await json('relation-get', '-r', id, '-', owner)
          : await json('relation-get', '-r', id, '--app', '-', owner.application),
      ),
    relationSet: async (id, changes, options) => {
      const args = ['-r', id, ...(options?.application ? ['--app'] : []), '--file', '-'];
      const texts = Object.entries(changes).map(([key, value]) => [key, value ?? ''] as const);
      await call({ tool: 'relation-set', args, stdin: printYamlTexts(texts) });
    },
  };
}
