import { Endpoint } from '@reactive-charms/reactive';

/** The side that observes. It reads no data; the units with their addresses are enough. */
export class Requires extends Endpoint {}
