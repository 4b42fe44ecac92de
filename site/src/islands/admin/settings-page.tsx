import { useState } from "react";
import type { ApiError } from "../../api/client.ts";
import { FormFailure } from "./form-failure.tsx";
import { Failed, TopBar } from "./parts.tsx";
import {
  type Settings,
  type SettingsDraft,
  type SettingsErrors,
  toBody,
  toDraft,
} from "./settings-draft.ts";
import { SellerFields, TaxFields, ZoneFields } from "./settings-fields.tsx";
import { staffCall } from "./staff-call.ts";
import { asApiError, useLoad } from "./use-load.ts";

/** Tax and delivery of the shop. Baskets follow within seconds; orders keep theirs. */
export default function SettingsPage() {
  const loaded = useLoad("settings", async (signal) => {
    const { data } = await staffCall("GET /admin/settings", { signal });
    return data;
  });
  if (loaded.data) {
    return (
      <SettingsForm
        key={loaded.data.version}
        settings={loaded.data}
        onSaved={loaded.replace}
        onReload={loaded.reload}
      />
    );
  }
  return (
    <>
      <TopBar title="Settings" />
      <main className="body">
        {loaded.error && (
          <Failed
            what="The settings could not be loaded."
            error={loaded.error}
            since={loaded.failedAt}
            retry={loaded.reload}
          />
        )}
        {loaded.slow && !loaded.error && <p className="waiting">Loading the settings</p>}
      </main>
    </>
  );
}

function SettingsForm({
  settings,
  onSaved,
  onReload,
}: {
  settings: Settings;
  onSaved: (settings: Settings) => void;
  onReload: () => void;
}) {
  const [draft, setDraft] = useState<SettingsDraft>(() => toDraft(settings));
  const [errors, setErrors] = useState<SettingsErrors>({});
  const [failure, setFailure] = useState<ApiError>();
  const [busy, setBusy] = useState(false);
  const change = (part: Partial<SettingsDraft>) => setDraft((before) => ({ ...before, ...part }));
  const newer = failure?.code === "SETTINGS_CHANGED";

  async function save(): Promise<void> {
    if (busy) return;
    const made = toBody(draft, settings);
    setErrors(made.errors ?? {});
    setFailure(undefined);
    if (made.errors) return;
    setBusy(true);
    try {
      onSaved((await staffCall("PUT /admin/settings", { body: made.body })).data);
    } catch (error) {
      const refused = asApiError(error);
      setErrors(Object.fromEntries(refused.details.map((one) => [one.field, one.message])));
      setFailure(refused);
      setBusy(false);
    }
  }

  return (
    <>
      <TopBar title="Settings">
        <button type="submit" form="settings" className="cb sun pushed" aria-disabled={busy}>
          {busy ? "Saving" : "Save"}
        </button>
      </TopBar>
      <main className="body">
        <FormFailure
          errors={errors}
          failure={failure}
          newer={newer ? "Someone saved the settings after you opened them." : undefined}
          onReload={onReload}
        />
        <form
          id="settings"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          <SellerFields
            seller={draft.seller}
            errors={errors}
            onChange={(part) => change({ seller: { ...draft.seller, ...part } })}
          />
          <TaxFields draft={draft} errors={errors} onChange={change} />
          <ZoneFields zones={draft.zones} errors={errors} onChange={(zones) => change({ zones })} />
        </form>
      </main>
    </>
  );
}
