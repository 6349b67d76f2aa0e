import { copyCheckout } from '../../docs/support/checkout-copy.ts';
import type { CheckoutCopy } from '../../docs/support/checkout-copy.ts';
import { followGuide, mustRun } from '../../docs/support/run-guide.ts';

/**
 * Follows the guide about interfaces elsewhere. It packs and installs packages, and goes on with the
 * model of `npm start`, so it takes minutes: only `.ci/run` runs it, beside the suites on real parts.
 */

let copy: CheckoutCopy;

beforeAll(async () => {
  copy = await copyCheckout();
});

afterAll(async () => {
  try {
    await mustRun('npx juju-local destroy-model --no-prompt', copy);
  } finally {
    await copy.remove();
  }
});

describe('the guide for users of interfaces', () => {
  it('makes a charm outside of the repository that works next to its charms', async () => {
    await mustRun('npm start', copy);
    await followGuide('docs/how-to/reuse-an-interface.md', copy);
  });
});
