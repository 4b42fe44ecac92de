import { useCallback, useEffect, useRef, useState } from "react";
import { ApiError } from "../../api/client.ts";

export interface Loaded<Data> {
  /** The last answer, kept while the next one is on its way and when it fails. */
  readonly data: Data | undefined;
  readonly error: ApiError | undefined;
  /** When it began to fail. */
  readonly failedAt: Date | undefined;
  readonly loading: boolean;
  /** True once loading has taken long enough to be worth a skeleton. */
  readonly slow: boolean;
  readonly reload: () => void;
  readonly replace: (data: Data) => void;
}

/** design.md: a skeleton after 200 ms only. */
const SKELETON_AFTER_MS = 200;

/**
 * Loads what `load` answers, again whenever `key` changes; an answer to an older key is dropped.
 */
export function useLoad<Data>(
  key: string,
  load: (signal: AbortSignal) => Promise<Data>,
): Loaded<Data> {
  const [data, setData] = useState<Data>();
  const [failure, setFailure] = useState<{ error: ApiError; at: Date }>();
  const [loading, setLoading] = useState(true);
  const [slow, setSlow] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const latest = useRef(load);
  latest.current = load;

  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` and `attempt` say when to load.
  useEffect(() => {
    const controller = new AbortController();
    const timer = setTimeout(() => setSlow(true), SKELETON_AFTER_MS);
    setLoading(true);
    latest
      .current(controller.signal)
      .then((answer) => {
        if (controller.signal.aborted) return;
        setData(answer);
        setFailure(undefined);
      })
      .catch((error: unknown) => {
        if (controller.signal.aborted) return;
        setFailure((before) => ({ error: asApiError(error), at: before?.at ?? new Date() }));
      })
      .finally(() => {
        if (controller.signal.aborted) return;
        clearTimeout(timer);
        setLoading(false);
        setSlow(false);
      });
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [key, attempt]);

  const reload = useCallback(() => setAttempt((before) => before + 1), []);
  return {
    data,
    error: failure?.error,
    failedAt: failure?.at,
    loading,
    slow,
    reload,
    replace: setData,
  };
}

/** What anything thrown is to a person: the API's own words, or that it is our fault. */
export function asApiError(error: unknown): ApiError {
  return error instanceof ApiError
    ? error
    : new ApiError("INTERNAL_ERROR", "That is our fault. Try again.", 500);
}
