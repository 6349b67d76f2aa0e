/** A clock that stands still until it is turned. */
export class StandingClock {
  #milliseconds: number;

  constructor(start: Date = new Date('2026-01-01T00:00:00Z')) {
    this.#milliseconds = start.getTime();
  }

  get now(): Date {
    return new Date(this.#milliseconds);
  }

  /** Turns it forward; backward it does not go. */
  turnTo(milliseconds: number): void {
    this.#milliseconds = Math.max(this.#milliseconds, milliseconds);
  }
}
