import { describeBothSides } from './support/both-sides.ts';

/**
 * Both sides of every interface against each other: built charms, real processes, a model that keeps
 * Juju's order. What each unit must see is computed by the rules of the READMEs from who is there.
 * The environment variable INTERFACE_TEST=all adds what takes minutes.
 */

const all = process.env['INTERFACE_TEST'] === 'all';

jest.setTimeout(all ? 600_000 : 120_000);

describeBothSides(
  'one unit a side',
  {
    provider: { provider: 1 },
    requirer: { requirer: 1 },
    subordinate: ['subordinate'],
    peers: { peers: 2 },
  },
  !all,
);

if (all) {
  describeBothSides(
    'three units a side',
    {
      provider: { provider: 3 },
      requirer: { requirer: 3 },
      subordinate: ['subordinate'],
      peers: { peers: 3 },
    },
    false,
  );

  describeBothSides(
    'two applications a side',
    {
      provider: { provider: 1, 'other-provider': 1 },
      requirer: { requirer: 1, 'other-requirer': 1 },
      subordinate: ['subordinate', 'other-subordinate'],
      peers: { peers: 1, 'other-peers': 1 },
    },
    false,
  );
}
