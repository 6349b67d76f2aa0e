import { copyCheckout } from './support/checkout-copy.ts';
import type { CheckoutCopy } from './support/checkout-copy.ts';
import { followGuide } from './support/run-guide.ts';

const SECONDS = 1000;

let copy: CheckoutCopy;

beforeAll(async () => {
  copy = await copyCheckout();
}, 60 * SECONDS);

afterAll(async () => copy.remove());

describe('examples on the model of npm start', () => {
  it(
    'README.md shows what its commands print',
    async () => followGuide('README.md', copy),
    300 * SECONDS,
  );

  it(
    'docs/operator.md, which goes on with that model, shows what its commands print',
    async () => followGuide('docs/operator.md', { ...copy, withoutNpx: true }),
    300 * SECONDS,
  );
});
