import { Endpoint } from '@reactive-charms/reactive';

/** The side that is of the control plane. This package carries no data of it yet. */
export class Provides extends Endpoint {}
