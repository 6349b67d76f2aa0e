import { formatYaml } from '@reactive-charms/juju/files';
import { UsageError, choiceOption, isSet } from '../command.ts';
import type { Invocation } from '../command.ts';
import type { Model } from '../../model.ts';
import { formatStorageSection } from '../storage/storage-view.ts';
import { filterStatus } from './filter-status.ts';
import { formatStatusOneline } from './status-oneline.ts';
import { formatStatusTabular, relationLines } from './status-tabular.ts';
import type { StatusView, UnitView } from './status-types.ts';
import { viewStatus } from './status-view.ts';

const FORMATS = ['tabular', 'json', 'yaml', 'oneline', 'line', 'short'] as const;

/** A status as text, and whether the patterns of the command line named anything. */
export interface RenderedStatus {
  readonly text: string;
  readonly isEmpty: boolean;
}

/**
 * Renders the status of a model as the command line asks for.
 * @throws UsageError for an unknown format, and for both of --color and --no-color
 */
export function renderStatus(invocation: Invocation, model: Model): RenderedStatus {
  const format = choiceOption(invocation, 'format', FORMATS) ?? 'tabular';
  if (isSet(invocation, 'color') && isSet(invocation, 'no-color')) {
    throw new UsageError('cannot mix --no-color and --color', invocation.command);
  }
  const { writer, now, environment } = invocation.surroundings;
  const utc = isSet(invocation, 'utc') || environment['JUJU_STATUS_ISO_TIME'] === 'true';
  const view = filterStatus(viewStatus(model, now(), utc), invocation.args);
  const { applications, machines } = view;
  const isEmpty = Object.keys(applications).length === 0 && Object.keys(machines).length === 0;
  if (format === 'json') return { text: JSON.stringify(view), isEmpty };
  if (format === 'yaml') return { text: formatYaml(view), isEmpty };
  if (format !== 'tabular') return { text: formatStatusOneline(view), isEmpty };
  const hasColour = writer.hasColour || isSet(invocation, 'color');
  const text = formatStatusTabular(view, {
    relations: isSet(invocation, 'relations') ? shownRelations(model, view) : [],
    storage: isSet(invocation, 'storage') ? formatStorageSection(model, shownUnits(view)) : '',
    colour: hasColour && !isSet(invocation, 'no-color'),
  });
  return { text, isEmpty };
}

function shownRelations(model: Model, view: StatusView): ReturnType<typeof relationLines> {
  const isShown = (end: string): boolean =>
    view.applications[end.slice(0, end.indexOf(':'))] !== undefined;
  return relationLines(model).filter((it) => isShown(it.provider) && isShown(it.requirer));
}

function shownUnits({ applications }: StatusView): (unit: string) => boolean {
  const names = new Set<string>();
  const note = ([name, unit]: [string, UnitView]): void => {
    names.add(name);
    Object.entries(unit.subordinates ?? {}).forEach(note);
  };
  for (const { units = {} } of Object.values(applications)) Object.entries(units).forEach(note);
  return (unit) => names.has(unit);
}
