import { Endpoint } from '@reactive-charms/reactive';

/** The side that is observed. It carries no data. */
export class Provides extends Endpoint {}
