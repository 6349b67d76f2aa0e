import { copyCheckout } from './support/checkout-copy.ts';
import type { CheckoutCopy } from './support/checkout-copy.ts';
import { followGuide } from './support/run-guide.ts';

/** Pages that go on where the one before ended, with the model that `npm start` made. */
const GUIDES = ['README.md', 'docs/operator.md'];

const SECONDS = 1000;

let copy: CheckoutCopy;

beforeAll(async () => {
  copy = await copyCheckout();
}, 60 * SECONDS);

afterAll(async () => copy.remove());

describe('examples on the model of npm start', () => {
  it.each(GUIDES)(
    '%s shows what its commands print',
    async (page) => followGuide(page, copy.directory),
    300 * SECONDS,
  );
});
