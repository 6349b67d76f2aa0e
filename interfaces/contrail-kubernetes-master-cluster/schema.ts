import { databagSchema, field, text, wholeNumber } from '@reactive-charms/reactive';
import type { DatabagSchema } from '@reactive-charms/reactive';

/** What each unit tells its peers. */
export interface MemberFields {
  /** Address of the unit on its control network. */
  readonly unitAddress: string;
  /**
   * Last stage of a zero-impact upgrade that the unit has finished: 0 to 5; absent when none runs.
   * A 6, the stage in which the others withdraw theirs, is read too.
   */
  readonly ziuDone: number;
}

/** The databag of a unit. Source: contract contrail.md section 2.5. */
export const memberSchema: DatabagSchema<MemberFields> = databagSchema<MemberFields>({
  unitAddress: field('unit-address', text, { about: 'address of the unit on its control network' }),
  ziuDone: field('ziu_done', wholeNumber(0, 6), {
    about: 'last finished stage of a zero-impact upgrade, 0 to 5; withdrawn when none runs',
  }),
});
