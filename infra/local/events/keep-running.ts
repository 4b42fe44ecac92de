import { setTimeout as sleep } from "node:timers/promises";

/** Runs a polling loop again after it broke, a second later. */
export async function keepRunning(
  run: () => Promise<void>,
  isStopped: () => boolean,
  onError: (error: unknown) => void,
): Promise<void> {
  while (!isStopped()) {
    try {
      await run();
    } catch (error) {
      onError(error);
      await sleep(1_000);
    }
  }
}
