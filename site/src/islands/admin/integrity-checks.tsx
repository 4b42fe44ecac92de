import { Fragment, useState } from "react";
import { count } from "../../format.ts";
import { dateAndTime } from "./format.ts";
import { IntegrityFinding } from "./integrity-finding.tsx";
import {
  CHECK_WORDS,
  type Check,
  type CheckResult,
  type Finding,
  type Report,
  stateOf,
} from "./integrity-words.ts";
import { useNow } from "./use-now.ts";

const COLUMNS = 6;

/** A row for each check, and beneath it, when asked, what it compares and what it found. */
export function IntegrityChecks({
  report,
  onReport,
}: {
  report: Report;
  onReport: (report: Report) => void;
}) {
  const [opened, setOpened] = useState<ReadonlyMap<Check, boolean>>(new Map());
  // What needs somebody, or had one, stands open until it is closed.
  const needed = new Set(
    report.findings.filter((one) => one.repairedBy !== "system").map((one) => one.check),
  );
  const isOpen = ({ check }: CheckResult) => opened.get(check) ?? needed.has(check);
  return (
    <table className="rows checks">
      <caption className="sr">Checks</caption>
      <thead>
        <tr>
          <th scope="col">Check</th>
          <th scope="col" className="r hm2">
            Expected
          </th>
          <th scope="col" className="r hm2">
            Found
          </th>
          <th scope="col" className="r">
            Difference
          </th>
          <th scope="col" className="hm2">
            Last run
          </th>
          <th scope="col">
            <span className="sr">Explanation</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {report.checks.map((result) => (
          <Fragment key={result.check}>
            <CheckRow
              result={result}
              open={isOpen(result)}
              onToggle={() => setOpened(new Map(opened).set(result.check, !isOpen(result)))}
            />
            {isOpen(result) && (
              <tr className="explained" id={`explained-${result.check}`}>
                <td colSpan={COLUMNS}>
                  <Explained
                    result={result}
                    findings={report.findings.filter((one) => one.check === result.check)}
                    runId={report.id}
                    onReport={onReport}
                  />
                </td>
              </tr>
            )}
          </Fragment>
        ))}
      </tbody>
    </table>
  );
}

function CheckRow({
  result,
  open,
  onToggle,
}: {
  result: CheckResult;
  open: boolean;
  onToggle: () => void;
}) {
  const now = useNow();
  const { name, of } = CHECK_WORDS[result.check];
  const [tone, state] = stateOf(result);
  const measured = result.status === "MEASURED";
  const number = (value: number) => (measured ? count(value) : "–");
  return (
    <tr className={open ? "told" : undefined}>
      <th scope="row">
        <b>{name}</b> <span className={`pill ${tone}`.trim()}>{state}</span>
        <small>{of}</small>
      </th>
      <td className="r num hm2">{number(result.expected)}</td>
      <td className="r num hm2">{number(result.found)}</td>
      <td className="r num">{number(result.difference)}</td>
      <td className="num hm2">
        {result.measuredAt === null ? "–" : dateAndTime(result.measuredAt, now)}
      </td>
      <td className="r">
        <button
          type="button"
          className="cb bare"
          aria-expanded={open}
          aria-controls={`explained-${result.check}`}
          aria-label={`${open ? "Close" : "Explain"} ${name}`}
          onClick={onToggle}
        >
          {open ? "Close" : "Explain"}
        </button>
      </td>
    </tr>
  );
}

function Explained({
  result,
  findings,
  runId,
  onReport,
}: {
  result: CheckResult;
  findings: readonly Finding[];
  runId: string;
  onReport: (report: Report) => void;
}) {
  const beyond = result.from === null ? result.difference - findings.length : 0;
  return (
    <>
      <p className="quiet">{CHECK_WORDS[result.check].explained}</p>
      {result.problem !== null && <p className="wrong">{result.problem}</p>}
      {findings.length > 0 && (
        <ul className="findings">
          {findings.map((finding) => (
            <IntegrityFinding
              key={finding.id}
              finding={finding}
              runId={runId}
              onReport={onReport}
            />
          ))}
        </ul>
      )}
      {beyond > 0 && <p className="quiet num">And {count(beyond)} more, not kept.</p>}
    </>
  );
}
