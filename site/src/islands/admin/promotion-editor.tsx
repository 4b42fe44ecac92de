import { useState } from "react";
import type { ApiError } from "../../api/client.ts";
import { FormFailure } from "./form-failure.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Failed, TopBar } from "./parts.tsx";
import { EMPTY_DRAFT, type Promotion, toBody, toDraft } from "./promotion-draft.ts";
import { PromotionFields } from "./promotion-fields.tsx";
import { staffCall } from "./staff-call.ts";
import { asApiError, useLoad } from "./use-load.ts";

/** One promotion, loaded by id; null is a new one. */
export default function PromotionEditor({ promotionId }: { promotionId: string | null }) {
  const loaded = useLoad(promotionId ?? "new", async (signal) => {
    if (promotionId === null) return null;
    const { data } = await staffCall("GET /admin/promotions/:id", {
      params: { id: promotionId },
      signal,
    });
    return data;
  });
  if (loaded.data !== undefined) {
    return (
      <Editor
        key={loaded.data ? `${loaded.data.id}.${loaded.data.version}` : "new"}
        initial={loaded.data}
        onReload={loaded.reload}
      />
    );
  }
  return (
    <>
      <TopBar title={<Path name={promotionId ?? "New"} />} />
      <main className="body">
        {loaded.error && (
          <Failed
            what={loaded.error.statusCode === 404 ? "" : "The promotion could not be loaded."}
            error={loaded.error}
            since={loaded.failedAt}
            retry={loaded.reload}
          />
        )}
        {loaded.slow && !loaded.error && <p className="waiting">Loading the promotion</p>}
      </main>
    </>
  );
}

function Path({ name }: { name: string }) {
  return (
    <>
      <a className="faint" href="/admin/promotions">
        Promotions
      </a>{" "}
      <span className="faint">/</span> {name}
    </>
  );
}

function Editor({ initial, onReload }: { initial: Promotion | null; onReload: () => void }) {
  const [draft, setDraft] = useState(() => (initial ? toDraft(initial) : EMPTY_DRAFT));
  const [busy, setBusy] = useState(false);
  const [errors, setErrors] = useState<Readonly<Partial<Record<string, string>>>>({});
  const [failure, setFailure] = useState<ApiError>();
  const [asking, setAsking] = useState(false);

  async function save(): Promise<void> {
    if (busy) return;
    const made = toBody(draft);
    setErrors(made.errors ?? {});
    setFailure(undefined);
    if (made.errors) return;
    setBusy(true);
    try {
      if (initial === null) await staffCall("POST /admin/promotions", { body: made.body });
      else {
        await staffCall("PUT /admin/promotions/:id", {
          params: { id: initial.id },
          body: { ...made.body, version: initial.version },
        });
      }
      window.location.assign("/admin/promotions");
    } catch (error) {
      const refused = asApiError(error);
      const found = Object.fromEntries(refused.details.map((one) => [one.field, one.message]));
      setErrors(refused.code === "CODE_TAKEN" ? { code: refused.message, ...found } : found);
      setFailure(refused);
      setBusy(false);
    }
  }

  async function end(): Promise<void> {
    if (initial === null) return;
    try {
      await staffCall("DELETE /admin/promotions/:id", { params: { id: initial.id } });
      window.location.assign("/admin/promotions");
    } catch (error) {
      setAsking(false);
      setFailure(asApiError(error));
    }
  }

  const newer = failure?.code === "PROMOTION_CHANGED";
  return (
    <>
      <TopBar title={<Path name={initial?.title ?? "New"} />}>
        {initial && (
          <button type="button" className="cb pushed" onClick={() => setAsking(true)}>
            Delete
          </button>
        )}
        <button
          type="submit"
          form="promotion"
          className={initial ? "cb sun" : "cb sun pushed"}
          aria-disabled={busy}
        >
          {busy ? "Saving" : initial ? "Save" : "Create"}
        </button>
      </TopBar>
      <main className="body">
        <FormFailure
          errors={errors}
          failure={failure}
          newer={newer ? "Someone saved this promotion after you opened it." : undefined}
          onReload={onReload}
        />
        <form
          id="promotion"
          className="form narrowform"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          <PromotionFields
            draft={draft}
            errors={errors}
            codeFixed={initial !== null}
            onChange={(change) => setDraft((before) => ({ ...before, ...change }))}
          />
        </form>
      </main>
      {asking && initial && (
        <Dialog
          title={`Delete ${initial.title}?`}
          onSubmit={() => void end()}
          onClose={() => setAsking(false)}
        >
          <p className="quiet">Orders keep what they used. Its code is free again.</p>
          <div className="foot-acts">
            <button type="button" className="cb" onClick={() => setAsking(false)}>
              Keep
            </button>
            <button type="submit" className="cb poppy">
              Delete {initial.title}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}
