import { useEffect, useState } from "react";
import { $lastRun } from "../../stores/last-run.ts";
import { IntegrityChecks } from "./integrity-checks.tsx";
import { type Report, verdictWords } from "./integrity-words.ts";
import { Failed, Key, KeyHints, TopBar } from "./parts.tsx";
import { staffCall } from "./staff-call.ts";
import { useKeys } from "./use-keys.ts";
import { asApiError, useLoad } from "./use-load.ts";

/** While a run goes on. Each check takes seconds, the reports half a minute where Aurora slept. */
const ASK_AGAIN_MS = 1_500;

async function latestReport(signal: AbortSignal): Promise<Report | null> {
  const { data } = await staffCall("GET /admin/integrity/runs", { query: { limit: "1" }, signal });
  const id = data[0]?.id;
  return id === undefined ? null : await readReport(id, signal);
}

async function readReport(id: string, signal?: AbortSignal): Promise<Report> {
  const params = { id };
  const asked = { params, ...(signal ? { signal } : {}) };
  return (await staffCall("GET /admin/integrity/runs/:id", asked)).data;
}

/** Whether orders, money, stock, mail and reports say the same. */
export default function IntegrityPage() {
  const loaded = useLoad("integrity", latestReport);
  const { replace } = loaded;
  const report = loaded.data;
  const [starting, setStarting] = useState(false);
  const [failure, setFailure] = useState<{ error: ReturnType<typeof asApiError>; at: Date }>();
  useEffect(() => {
    if (report) $lastRun.set(report);
  }, [report]);
  const measuring = starting || report?.verdict === "MEASURING";

  async function measure(): Promise<void> {
    if (measuring) return;
    setStarting(true);
    setFailure(undefined);
    try {
      replace((await staffCall("POST /admin/integrity/runs", {})).data);
    } catch (error) {
      setFailure({ error: asApiError(error), at: new Date() });
    } finally {
      setStarting(false);
    }
  }

  const running = report?.verdict === "MEASURING" ? report : null;
  useEffect(() => {
    if (running === null) return undefined;
    const timer = setTimeout(() => {
      readReport(running.id)
        .then(replace)
        .catch((error: unknown) => setFailure({ error: asApiError(error), at: new Date() }));
    }, ASK_AGAIN_MS);
    return () => clearTimeout(timer);
  }, [running, replace]);

  useKeys({ m: () => void measure() });

  return (
    <>
      <TopBar title="Integrity">
        <button
          type="button"
          className="cb sun"
          aria-disabled={measuring}
          aria-keyshortcuts="m"
          onClick={() => void measure()}
        >
          {measuring ? "Measuring" : "Measure now"}
          <Key>M</Key>
        </button>
      </TopBar>
      <main className="body integrity">
        {loaded.error && (
          <Failed
            what="The last run could not be loaded."
            error={loaded.error}
            since={loaded.failedAt}
            retry={loaded.reload}
          />
        )}
        {failure && (
          <Failed
            what="It could not be measured."
            error={failure.error}
            since={failure.at}
            retry={() => {
              setFailure(undefined);
              loaded.reload();
            }}
          />
        )}
        {report && (
          <>
            <Verdict report={report} />
            <IntegrityChecks report={report} onReport={replace} />
          </>
        )}
        {report === null && (
          <div className="empty">
            <p>Nothing was measured yet.</p>
            {!starting && (
              <button type="button" className="link" onClick={() => void measure()}>
                Measure now
              </button>
            )}
          </div>
        )}
        {report === undefined && loaded.slow && <p className="waiting">Loading the last run</p>}
      </main>
      <KeyHints hints={[["M", "Measure now"]]} />
    </>
  );
}

function Verdict({ report }: { report: Report }) {
  const { title, text } = verdictWords(report);
  return (
    <header className={`verdict ${report.verdict.toLowerCase()}`} aria-live="polite">
      <h2>{title}</h2>
      <p className="quiet num">{text}</p>
    </header>
  );
}
