/** npm passes a terminal's Ctrl-C on to a process that has already got it. */
const ECHO_MS = 400;

/** Ctrl-C promises two seconds; the rest of them is for the process itself. */
const CLOSE_MS = 1_700;

/** How often to look whether npm is still there. */
const PARENT_CHECK_MS = 250;

export interface ClosingOptions {
  /** Ends everything; called once. */
  readonly close: () => Promise<void>;
  /** Ends at once what `close` did not end in time. */
  readonly abandon: () => void;
}

/**
 * Ends the process cleanly by Ctrl-C, `kill`, a closed terminal, an uncaught error, or the end of
 * the npm that started it. A second Ctrl-C ends it at once.
 * @returns a function that ends it from inside, with an exit code
 */
export function closeOnSignals({ close, abandon }: ClosingOptions): (code: number) => void {
  let closingSince: number | undefined;
  const end = (code: number) => {
    if (closingSince !== undefined) return;
    closingSince = performance.now();
    const leave = () => {
      abandon();
      process.exit(code);
    };
    setTimeout(leave, CLOSE_MS);
    close().then(leave, (error: unknown) => {
      console.error(error);
      leave();
    });
  };
  const onSignal = () => {
    if (closingSince === undefined) {
      console.log("\nClosing Parasol …");
      end(0);
    } else if (performance.now() - closingSince > ECHO_MS) {
      abandon();
      process.exit(130);
    }
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);
  const onError = (error: unknown) => {
    console.error(error);
    end(1);
  };
  process.on("uncaughtException", onError);
  process.on("unhandledRejection", onError);
  endWithNpm(onSignal);
  return end;
}

/** npm does not hand every signal on, and none when it is killed: its shell's end is ours. */
function endWithNpm(onEnd: () => void): void {
  if (process.env["npm_lifecycle_event"] === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onEnd();
  }, PARENT_CHECK_MS);
  timer.unref();
}
