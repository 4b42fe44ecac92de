/**
 * What runs right now, and how often something has begun: nothing running and no new beginning
 * between two looks means that all was quiet in between.
 */
export class Activity {
  #running = 0;
  #begun = 0;

  get running(): number {
    return this.#running;
  }

  /** Grows by one whenever something begins. */
  get begun(): number {
    return this.#begun;
  }

  /** Counts `work` as running until it settles. */
  async track<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#running += 1;
    this.#begun += 1;
    try {
      return await work();
    } finally {
      this.#running -= 1;
    }
  }
}
