import { databagSchema, field, text, wholeNumber } from '@reactive-charms/reactive';
import type { DatabagSchema } from '@reactive-charms/reactive';

/** What each unit tells its peers. */
export interface MemberFields {
  /** Address of the unit on its control network. */
  readonly unitAddress: string;
  /** Last stage of a zero-impact upgrade that the unit has finished: 0 to 5; absent when none runs. */
  readonly ziuDone: number;
}

/** The databag of a unit. Source: contract contrail.md section 2.5. */
export const memberSchema: DatabagSchema<MemberFields> = databagSchema<MemberFields>({
  unitAddress: field('unit-address', text),
  ziuDone: field('ziu_done', wholeNumber(0, 6)),
});
