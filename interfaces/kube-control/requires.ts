import { Endpoint } from '@reactive-charms/reactive';

/** The side that of a worker. This package reads no data of it yet. */
export class Requires extends Endpoint {}
