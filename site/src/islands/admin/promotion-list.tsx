import { price } from "../../format.ts";
import { Icon } from "./icon.tsx";
import { useListState, writeListState } from "./list-query.ts";
import { Failed, Key, KeyHints, Pagination, SkeletonRows, TopBar } from "./parts.tsx";
import { effectInWords, type Promotion, stateOf } from "./promotion-draft.ts";
import { staffCall } from "./staff-call.ts";
import { useLoad } from "./use-load.ts";
import { useNow } from "./use-now.ts";
import { useRows } from "./use-rows.ts";

const LIMIT = 50;

/** All promotions, newest first: what they do, whether they run, and how often they were used. */
export default function PromotionList({ search }: { search: string }) {
  const [state, change] = useListState(search);
  const now = useNow();
  const key = String(state.page);
  const promotions = useLoad(key, (signal) =>
    staffCall("GET /admin/promotions", {
      query: { page: String(state.page), limit: String(LIMIT) },
      signal,
    }),
  );
  const rows = promotions.data?.data ?? [];
  const total = promotions.data?.meta?.total ?? 0;
  const { current, setCurrent, body } = useRows(rows.length, key, {
    n: () => window.location.assign("/admin/promotions/new"),
  });

  return (
    <>
      <TopBar title="Promotions">
        <a className="cb sun pushed" href="/admin/promotions/new" aria-keyshortcuts="n">
          <Icon name="plus" />
          <span className="sr-phone">New promotion</span>
          <span className="hm2">
            <Key>N</Key>
          </span>
        </a>
      </TopBar>
      <main className="body">
        {promotions.error && (
          <Failed
            what="The promotions could not be loaded."
            error={promotions.error}
            since={promotions.failedAt}
            retry={promotions.reload}
          />
        )}
        {rows.length > 0 || promotions.slow ? (
          <table className="rows" aria-busy={promotions.loading}>
            <caption className="sr">Promotions</caption>
            <thead>
              <tr>
                <th scope="col" className="most">
                  Promotion
                </th>
                <th scope="col" className="hm2">
                  Code
                </th>
                <th scope="col" className="hm2">
                  What it does
                </th>
                <th scope="col" className="hm2 r">
                  Used
                </th>
                <th scope="col">State</th>
              </tr>
            </thead>
            {rows.length > 0 ? (
              <tbody ref={body}>
                {rows.map((one, index) => (
                  <tr key={one.id} className={index === current ? "at" : undefined}>
                    <td className="whole">
                      <a
                        data-row
                        href={`/admin/promotions/${encodeURIComponent(one.id)}`}
                        onFocus={() => setCurrent(index)}
                      >
                        {one.title}
                      </a>
                      <small className="phone">
                        {one.code ?? "By itself"}: {inShort(one)}
                      </small>
                    </td>
                    <td className="hm2 mono">
                      {one.code ?? <span className="faint">by itself</span>}
                    </td>
                    <td className="hm2 quiet">{inShort(one)}</td>
                    <td className="hm2 r num">{uses(one)}</td>
                    <td>
                      <Pill of={one} now={now} />
                    </td>
                  </tr>
                ))}
              </tbody>
            ) : (
              <SkeletonRows rows={6} columns={5} />
            )}
          </table>
        ) : (
          promotions.data && (
            <div className="empty">
              <p>No promotions yet. The prices stand on their own.</p>
              <a className="link" href="/admin/promotions/new">
                Make the first one
              </a>
            </div>
          )
        )}
        {promotions.data && rows.length > 0 && (
          <Pagination
            page={state.page}
            limit={LIMIT}
            total={total}
            what={total === 1 ? "promotion" : "promotions"}
            href={(page) => `/admin/promotions${writeListState({ ...state, page })}`}
            onPage={(page) => change({ ...state, page })}
          />
        )}
      </main>
      <KeyHints
        hints={[
          ["J K", "Next, previous"],
          ["Enter", "Edit"],
          ["N", "New promotion"],
        ]}
      />
    </>
  );
}

function Pill({ of, now }: { of: Promotion; now: Date }) {
  const [tone, text] = stateOf(of, now);
  return <span className={`pill ${tone}`.trim()}>{text}</span>;
}

function inShort({ effect, minimum }: Promotion): string {
  return minimum > 0 ? `${effectInWords(effect)} from ${price(minimum)}` : effectInWords(effect);
}

function uses({ used, maxUses }: Promotion): string {
  if (used === null) return "";
  return maxUses === null ? `${used}` : `${used} of ${maxUses}`;
}
