import { useState } from "react";
import type { ApiError } from "../../api/client.ts";
import { Dialog } from "../ui/dialog.tsx";
import { moment } from "./format.ts";
import { type Finding, nameOfKind, placeOf, repairOf, type Report } from "./integrity-words.ts";
import { staffCall } from "./staff-call.ts";
import { asApiError } from "./use-load.ts";
import { useNow } from "./use-now.ts";

/** One thing that is not as it should be: what, why, and what was or can be done. */
export function IntegrityFinding({
  finding,
  runId,
  onReport,
}: {
  finding: Finding;
  runId: string;
  onReport: (report: Report) => void;
}) {
  const { kind, subject, expected, found, why, repair } = finding;
  const place = placeOf(finding);
  return (
    <li>
      <div>
        <h3>
          {nameOfKind(kind)}{" "}
          {place === undefined ? (
            <span className="mono">{subject}</span>
          ) : (
            <a className="mono plainlink" href={place}>
              {subject}
            </a>
          )}
        </h3>
        <p className="num">
          {expected}, <span className="faint">found</span> {found}
        </p>
        <p className="quiet">{why}</p>
      </div>
      <div className="acts">
        {repair === "done" && <Repaired finding={finding} />}
        {repair === "none" && <span className="pill p">Needs you</span>}
        {repair === "possible" && <Repair finding={finding} runId={runId} onReport={onReport} />}
      </div>
    </li>
  );
}

function Repaired({ finding }: { finding: Finding }) {
  const now = useNow();
  const by = finding.repairedBy === "system" ? "Repaired" : "Repaired by hand";
  return (
    <span className="pill l num">
      {by}
      {finding.repairedAt !== null && ` ${moment(finding.repairedAt, now)}`}
    </span>
  );
}

function Repair({
  finding,
  runId,
  onReport,
}: {
  finding: Finding;
  runId: string;
  onReport: (report: Report) => void;
}) {
  const { verb, doing, ask } = repairOf(finding.kind);
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError>();

  async function repair(): Promise<void> {
    if (busy) return;
    setBusy(true);
    setError(undefined);
    try {
      const params = { id: runId, findingId: finding.id };
      const path = "POST /admin/integrity/runs/:id/findings/:findingId/repair";
      onReport((await staffCall(path, { params })).data);
    } catch (failure) {
      setError(asApiError(failure));
      setAsking(false);
      setBusy(false);
    }
  }

  return (
    <>
      <button
        type="button"
        className="cb"
        aria-disabled={busy}
        onClick={() => (ask ? setAsking(true) : void repair())}
      >
        {busy ? doing : verb}
      </button>
      {error && (
        <p className="wrong" role="alert">
          {error.message}
        </p>
      )}
      {asking && ask && (
        <Dialog title={ask.title} onSubmit={() => void repair()} onClose={() => setAsking(false)}>
          <p className="mono">{finding.subject}</p>
          <p className="quiet">{ask.text}</p>
          <div className="foot-acts">
            <button type="button" className="cb" onClick={() => setAsking(false)}>
              Leave it
            </button>
            <button type="submit" className="cb poppy" aria-disabled={busy}>
              {busy ? doing : verb}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}
