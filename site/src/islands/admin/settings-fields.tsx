import type { ReactNode } from "react";
import { Field } from "./field.tsx";
import {
  emptyZone,
  type RateDraft,
  type SellerDraft,
  type SettingsDraft,
  type SettingsErrors,
  type TaxDraft,
  type ZoneDraft,
} from "./settings-draft.ts";

function replaced<One>(all: readonly One[], at: number, change: Partial<One>): One[] {
  return all.map((one, index) => (index === at ? { ...one, ...change } : one));
}

function Text({
  label,
  value,
  note,
  error,
  part = "t",
  onChange,
}: {
  label: string;
  value: string;
  note?: string;
  error: string | undefined;
  part?: "t" | "half";
  onChange: (value: string) => void;
}) {
  return (
    <div className={part}>
      <Field label={label} note={note} error={error}>
        {(control) => (
          <input
            {...control}
            className="field"
            value={value}
            autoComplete="off"
            onChange={(event) => onChange(event.target.value)}
          />
        )}
      </Field>
    </div>
  );
}

function Heading({ children }: { children: ReactNode }) {
  return (
    <div className="h">
      <h2>{children}</h2>
    </div>
  );
}

/** Who sells: what an invoice must say, and where staff get their mail. */
export function SellerFields({
  seller,
  errors,
  onChange,
}: {
  seller: SellerDraft;
  errors: SettingsErrors;
  onChange: (change: Partial<SellerDraft>) => void;
}) {
  const wrong = (field: string) =>
    Object.entries(errors).find(([path]) => path.startsWith(`seller.${field}`))?.[1];
  return (
    <>
      <Heading>Who sells</Heading>
      <div className="form narrowform">
        <Text
          label="Name"
          value={seller.name}
          error={wrong("name")}
          part="half"
          onChange={(name) => onChange({ name })}
        />
        <Text
          label="Tax number"
          value={seller.taxNumber}
          note="As it stands on invoices."
          error={wrong("taxNumber")}
          part="half"
          onChange={(taxNumber) => onChange({ taxNumber })}
        />
        <div className="half">
          <Field label="Address" note="Line by line." error={wrong("address")}>
            {(control) => (
              <textarea
                {...control}
                className="field area"
                rows={3}
                value={seller.address}
                onChange={(event) => onChange({ address: event.target.value })}
              />
            )}
          </Field>
        </div>
        <Text
          label="Email"
          value={seller.email}
          note="On invoices. Word of low stock comes here."
          error={wrong("email")}
          part="half"
          onChange={(email) => onChange({ email })}
        />
      </div>
    </>
  );
}

/** Rates for the goods' two classes; a third has none anywhere. */
export function TaxFields({
  draft,
  errors,
  onChange,
}: {
  draft: SettingsDraft;
  errors: SettingsErrors;
  onChange: (change: Partial<SettingsDraft>) => void;
}) {
  const { elsewhere, countries } = draft;
  const change = (at: number, part: Partial<TaxDraft>) =>
    onChange({ countries: replaced(countries, at, part) });
  return (
    <>
      <Heading>Tax</Heading>
      <div className="form narrowform">
        <label className="check">
          <input
            type="checkbox"
            checked={draft.included}
            onChange={(event) => onChange({ included: event.target.checked })}
          />
          Prices contain their tax
        </label>
        <Text
          label="Standard, percent"
          value={elsewhere.standard}
          error={errors["tax.elsewhere.standard"]}
          part="half"
          onChange={(standard) => onChange({ elsewhere: { ...elsewhere, standard } })}
        />
        <Text
          label="Reduced, percent"
          value={elsewhere.reduced}
          error={errors["tax.elsewhere.reduced"]}
          part="half"
          onChange={(reduced) => onChange({ elsewhere: { ...elsewhere, reduced } })}
        />
        {countries.map((one, at) => {
          const path = `tax.countries.${one.country}`;
          return (
            <fieldset className="form row3" key={at}>
              <legend className="sr">Another rate in {one.country || "a country"}</legend>
              <Text
                label="In"
                value={one.country}
                note="Two letters, such as CH."
                error={errors[path]}
                onChange={(country) => change(at, { country })}
              />
              <Text
                label="Standard, percent"
                value={one.standard}
                error={errors[`${path}.standard`]}
                onChange={(standard) => change(at, { standard })}
              />
              <Text
                label="Reduced, percent"
                value={one.reduced}
                error={errors[`${path}.reduced`]}
                onChange={(reduced) => change(at, { reduced })}
              />
              <button
                type="button"
                className="plainlink"
                onClick={() => onChange({ countries: countries.filter((_, nth) => nth !== at) })}
              >
                Take {one.country || "it"} out
              </button>
            </fieldset>
          );
        })}
        <button
          type="button"
          className="cb fit"
          onClick={() =>
            onChange({ countries: [...countries, { country: "", standard: "", reduced: "" }] })
          }
        >
          Another rate for a country
        </button>
      </div>
    </>
  );
}

const METHOD_NAMES = { standard: "Post", express: "Express" } as const;

/** Where the shop sends to, how, and what that costs. */
export function ZoneFields({
  zones,
  errors,
  onChange,
}: {
  zones: readonly ZoneDraft[];
  errors: SettingsErrors;
  onChange: (zones: readonly ZoneDraft[]) => void;
}) {
  return (
    <>
      <Heading>Delivery</Heading>
      <div className="narrowform">
        {zones.map((zone, at) => (
          <Zone
            key={at}
            zone={zone}
            path={`shipping.zones.${at}`}
            errors={errors}
            onChange={(change) => onChange(replaced(zones, at, change))}
            {...(zones.length > 1
              ? { onRemove: () => onChange(zones.filter((_, nth) => nth !== at)) }
              : {})}
          />
        ))}
        <button type="button" className="cb" onClick={() => onChange([...zones, emptyZone()])}>
          Another zone
        </button>
      </div>
    </>
  );
}

function Zone({
  zone,
  path,
  errors,
  onChange,
  onRemove,
}: {
  zone: ZoneDraft;
  path: string;
  errors: SettingsErrors;
  onChange: (change: Partial<ZoneDraft>) => void;
  onRemove?: () => void;
}) {
  const offered = zone.rates.filter((rate) => rate.offered);
  const change = (at: number, part: Partial<RateDraft>) =>
    onChange({ rates: replaced(zone.rates, at, part) });
  return (
    <fieldset className="form zone">
      <legend className="sr">{zone.name || "New zone"}</legend>
      <Text
        label="Zone"
        value={zone.name}
        error={errors[`${path}.name`]}
        part="half"
        onChange={(name) => onChange({ name })}
      />
      <Text
        label="Countries"
        value={zone.countries}
        note="Such as AT, CH; empty for all others."
        error={errors[`${path}.countries`] ?? errors[`${path}.rates`]}
        part="half"
        onChange={(countries) => onChange({ countries })}
      />
      {zone.rates.map((rate, at) => {
        const name = METHOD_NAMES[rate.method];
        const under = `${path}.rates.${offered.indexOf(rate)}`;
        return (
          <div className="form row3" key={rate.method}>
            <label className="check t">
              <input
                type="checkbox"
                checked={rate.offered}
                onChange={(event) => change(at, { offered: event.target.checked })}
              />
              {name}
            </label>
            {rate.offered && (
              <>
                <Text
                  label={`${name}, €`}
                  value={rate.price}
                  note="Or in tiers: 4.90, from 30: 2.90."
                  error={errors[`${under}.tiers`]}
                  onChange={(price) => change(at, { price })}
                />
                <Text
                  label="Free from, €"
                  value={rate.freeFrom}
                  note="Empty for never."
                  error={errors[`${under}.freeFrom`]}
                  onChange={(freeFrom) => change(at, { freeFrom })}
                />
              </>
            )}
          </div>
        );
      })}
      {onRemove && (
        <button type="button" className="plainlink fit" onClick={onRemove}>
          Take {zone.name || "this zone"} out
        </button>
      )}
    </fieldset>
  );
}
