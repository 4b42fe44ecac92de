import { useEffect } from "react";
import { count } from "../../format.ts";
import { $lastRun } from "../../stores/last-run.ts";
import { useStored } from "../ui/use-store.ts";
import { staffCall } from "./staff-call.ts";

/**
 * What the last run came to, beside its entry in the navigation. Nothing where nobody knows: green
 * only when measured.
 */
export default function IntegrityState() {
  const run = useStored($lastRun);
  useEffect(() => {
    const controller = new AbortController();
    staffCall("GET /admin/integrity/runs", { query: { limit: "1" }, signal: controller.signal })
      .then(({ data }) => {
        // The page may have been told something newer meanwhile.
        if ($lastRun.get() === undefined) $lastRun.set(data[0]);
      })
      // The page itself says what failed; here is no room for it.
      .catch(() => undefined);
    return () => controller.abort();
  }, []);
  const open = run?.checks.reduce((sum, one) => sum + one.open, 0) ?? 0;
  if (run?.verdict === "AGREE") return <span className="state l">OK</span>;
  if (run?.verdict === "DRIFT") return <span className="state p num">{count(open)}</span>;
  return run === undefined ? null : <span className="state">?</span>;
}
