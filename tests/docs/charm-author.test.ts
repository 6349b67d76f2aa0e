import { copyCheckout } from './support/checkout-copy.ts';
import type { CheckoutCopy } from './support/checkout-copy.ts';
import { followGuide } from './support/run-guide.ts';

const SECONDS = 1000;

let copy: CheckoutCopy;

beforeAll(async () => {
  copy = await copyCheckout();
}, 60 * SECONDS);

afterAll(async () => copy.remove());

describe('the guide for authors', () => {
  it(
    'makes charms that compile, build, deploy and pass their tests',
    async () => followGuide('docs/charm-author.md', { ...copy, withoutNpx: true }),
    300 * SECONDS,
  );
});
