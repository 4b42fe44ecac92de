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
  const [attempt, setAttempt] = useState(0);
  // Each key and attempt is one request; it is answered, and it may have become slow.
  const request = `${attempt} ${key}`;
  const [answered, setAnswered] = useState<string>();
  const [slow, setSlow] = useState<string>();
  const latest = useRef(load);
  useEffect(() => {
    latest.current = load;
  });

  useEffect(() => {
    const controller = new AbortController();
    const timer = setTimeout(() => setSlow(request), SKELETON_AFTER_MS);
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
        clearTimeout(timer);
        if (!controller.signal.aborted) setAnswered(request);
      });
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [request]);

  const reload = useCallback(() => setAttempt((before) => before + 1), []);
  const loading = answered !== request;
  return {
    data,
    error: failure?.error,
    failedAt: failure?.at,
    loading,
    slow: loading && slow === request,
    reload,
    replace: setData,
  };
}

/** What anything thrown is to a person: the API's own words, or that it is our fault. */
export function asApiError(error: unknown): ApiError {
  return error instanceof ApiError
    ? error
    : new ApiError("INTERNAL_ERROR", "That is our fault.", 500);
}
