import { useState } from "react";
import type { ApiError, Reply } from "../../api/client.ts";
import type { AdminOrder } from "./order-status.tsx";
import { asApiError } from "./use-load.ts";

export interface OrderAction {
  readonly busy: boolean;
  readonly error: ApiError | undefined;
  /** What is wrong with one field of the body, e.g. `amount`. */
  readonly errorOf: (field: string) => string | undefined;
  /** Sends a change of the order, one at a time. */
  readonly run: (send: () => Promise<Reply<AdminOrder>>) => Promise<void>;
}

/** One change of an order: busy while it is under way, and what the API said against it. */
export function useOrderAction(onDone: (order: AdminOrder) => void): OrderAction {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError>();
  return {
    busy,
    error,
    errorOf: (field) =>
      error?.details.find((one) => one.field === field || one.field.startsWith(`${field}.`))
        ?.message,
    async run(send) {
      if (busy) return;
      setBusy(true);
      setError(undefined);
      try {
        const { data } = await send();
        onDone(data);
      } catch (failure) {
        setError(asApiError(failure));
      } finally {
        setBusy(false);
      }
    },
  };
}
