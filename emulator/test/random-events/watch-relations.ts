import { applicationOf } from '@reactive-charms/juju';
import type { UnitName } from '@reactive-charms/juju';
import type { Hook, Model, RelationHook } from '../../src/model.ts';
import { relationsOf, remoteMembers, unitEntries } from '../../src/relation-view.ts';
import type { ToolCaller } from '../support/simulation.ts';
import type { Claim } from './watch.ts';

/** Follows the hooks of every unit in every relation. */
export interface RelationWatch {
  starts(hook: Hook, tools: ToolCaller, claim: Claim): void;
  done(unit: UnitName, hook: Hook): void;
  /** Checks that every unit was told of the latest version of every databag that it may read. */
  checkSettled(): void;
}

/** What one unit was told in one relation. */
interface Story {
  created: boolean;
  broken: boolean;
  readonly joined: Set<UnitName>;
  owed?: UnitName;
  /** By unit or application: the version and the data that the last hook about it was for. */
  readonly told: Map<string, Told>;
}

interface Told {
  readonly version: number;
  /** What the charm read in that hook; absent where it did not run, or newer data were there. */
  readonly data?: string;
}

/** Makes a watch over the relations of a model. */
export function createRelationWatch(model: () => Model): RelationWatch {
  const stories = new Map<string, Story>();
  const read = new Map<string, string>();
  const storyOf = (unit: UnitName, relation: number): Story => {
    const key = `${unit} ${relation}`;
    const known = stories.get(key);
    if (known) return known;
    const fresh: Story = { created: false, broken: false, joined: new Set(), told: new Map() };
    stories.set(key, fresh);
    return fresh;
  };
  return {
    starts: (hook, tools, claim) => {
      checkAllMembers({ model: model(), stories, tools, hook, claim });
      if (hook.kind !== 'relation') return;
      claim(model().relations[hook.relation] !== undefined, 'the relation is there');
      const story = storyOf(tools.unit, hook.relation);
      checkEvent(hook, story, claim);
      checkDeparting(model(), { hook, unit: tools.unit, claim });
      const subject = subjectOf(hook);
      if (subject === undefined || hook.event === 'created' || hook.event === 'broken') return;
      read.set(`${tools.unit} ${hook.relation} ${subject}`, readBag(hook, tools, claim));
    },
    done: (unit, hook) => {
      if (hook.kind !== 'relation') return;
      const data = read.get(`${unit} ${hook.relation} ${subjectOf(hook) ?? ''}`);
      noteEvent(hook, storyOf(unit, hook.relation), data);
    },
    checkSettled: () => {
      for (const [name, unit] of unitEntries(model().units)) {
        for (const view of relationsOf(model(), unit)) {
          if (!view.implicit)
            checkTold(model(), { name, view, story: storyOf(name, view.relation.number) });
        }
      }
    },
  };
}

function checkEvent(hook: RelationHook, story: Story, claim: Claim): void {
  const { event, remoteUnit, changeVersion } = hook;
  const { created, broken, joined, owed, told } = story;
  claim(!broken, 'no hook follows broken');
  claim(event === 'created' ? !created : created, 'created comes first, once');
  const keepsPromise = event === 'changed' && remoteUnit === owed;
  claim(owed === undefined || keepsPromise, `changed of ${owed ?? ''} follows its joined at once`);
  if (event === 'broken') claim(joined.size === 0, 'all have departed before broken');
  if (remoteUnit !== undefined) {
    claim(joined.has(remoteUnit) === (event !== 'joined'), 'a unit joins once, before all else');
  }
  if (event !== 'changed' || owed !== undefined) return;
  const before = told.get(subjectOf(hook) ?? '')?.version ?? 0;
  claim(changeVersion !== undefined && changeVersion !== before, 'changed announces a change');
}

/** Source: contract juju.md section 1, JUJU_DEPARTING_UNIT. */
function checkDeparting(
  model: Model,
  { hook, unit, claim }: { hook: RelationHook; unit: UnitName; claim: Claim },
): void {
  if (hook.event !== 'departed') return;
  const { departingUnit, remoteUnit } = hook;
  claim(departingUnit === unit || departingUnit === remoteUnit, 'one of the two departs');
  if (departingUnit === unit) {
    const own = model.units[unit];
    const leaves =
      own?.life === 'dying' || model.applications[applicationOf(unit)]?.life === 'dying';
    claim(leaves, 'the local unit departs only when it is to go');
  }
}

interface MemberCheck {
  readonly model: Model;
  readonly stories: ReadonlyMap<string, Story>;
  readonly tools: ToolCaller;
  readonly hook: Hook;
  readonly claim: Claim;
}

/** In every relation the charm sees those that have joined, less those that have departed. */
function checkAllMembers({ model, stories, tools, hook, claim }: MemberCheck): void {
  for (const number of Object.keys(model.units[tools.unit]?.uniter.relations ?? {})) {
    const story = stories.get(`${tools.unit} ${number}`);
    if (!story?.created || !model.relations[number]) continue;
    const members = new Set(story.joined);
    const about = hook.kind === 'relation' && String(hook.relation) === number ? hook : undefined;
    if (about?.remoteUnit !== undefined && about.event === 'joined') members.add(about.remoteUnit);
    if (about?.remoteUnit !== undefined && about.event === 'departed') {
      members.delete(about.remoteUnit);
    }
    const wanted = [...members].sort().join();
    const listed = tools(`relation-list -r ${number}`).stdout.split('\n').filter(Boolean).join();
    claim(listed === wanted, `members of relation ${number} are ${wanted}, listed ${listed}`);
  }
}

function readBag(hook: RelationHook, tools: ToolCaller, claim: Claim): string {
  const whose = hook.remoteUnit ?? hook.remoteApplication;
  const flag = hook.remoteUnit === undefined ? '--app ' : '';
  const { code, stdout } = tools(
    `relation-get -r ${hook.relation} ${flag}--format=json - ${whose}`,
  );
  const mayRead =
    hook.remoteUnit !== undefined || hook.remoteApplication !== applicationOf(tools.unit);
  claim(code === 0 || !mayRead, 'its data are readable');
  return stdout;
}

function noteEvent(hook: RelationHook, story: Story, data: string | undefined): void {
  const { event, remoteUnit, changeVersion = 0 } = hook;
  if (event === 'created') story.created = true;
  if (event === 'broken') story.broken = true;
  const subject = subjectOf(hook);
  if (subject === undefined) return;
  if (remoteUnit !== undefined && event === 'joined') {
    story.joined.add(remoteUnit);
    story.owed = remoteUnit;
  }
  if (event === 'changed' && story.owed === remoteUnit) delete story.owed;
  if (remoteUnit !== undefined && event === 'departed') {
    story.joined.delete(remoteUnit);
    story.told.delete(subject);
    return;
  }
  story.told.set(subject, { version: changeVersion, ...(data === undefined ? {} : { data }) });
}

/** Whom a hook is about: a unit, or an application by its data. */
function subjectOf({ event, remoteUnit, remoteApplication }: RelationHook): string | undefined {
  if (remoteUnit !== undefined) return remoteUnit;
  return event === 'changed' ? remoteApplication : undefined;
}

function checkTold(
  model: Model,
  {
    name,
    view,
    story,
  }: { name: UnitName; view: ReturnType<typeof relationsOf>[number]; story: Story },
): void {
  const { relation, remote, own } = view;
  const unit = model.units[name];
  if (!unit || relation.life !== 'alive') return;
  const members = remoteMembers(model, unit, view);
  expect({ name, relation: relation.number, joined: [...story.joined].sort() }).toEqual({
    name,
    relation: relation.number,
    joined: members.map(([member]) => member),
  });
  for (const [member, version] of members) {
    const told = story.told.get(member);
    const bag = relation.units[member]?.data ?? {};
    expect({ name, member, version: told?.version }).toEqual({ name, member, version });
    if (told?.data !== undefined) expect(JSON.parse(told.data)).toEqual(bag);
  }
  const bag = relation.applications[remote.application];
  if (own === remote || !bag || bag.version === 0) return;
  expect({ name, version: story.told.get(remote.application)?.version }).toEqual({
    name,
    version: bag.version,
  });
}
