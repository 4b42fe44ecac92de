import type { SettingsUpdate } from "#contracts/settings";
import * as Settings from "#data/settings";
import { commit } from "#data/write";
import type { ShopSettings } from "#domain/shop-settings";
import { Problem } from "#values/error-codes";
import { untilSettled } from "./attempts.ts";

/** What the API says of the settings: the same, with lists that may be changed, as schemas have them. */
function toPublic(settings: ShopSettings) {
  const { tax, shipping } = settings;
  return {
    ...settings,
    tax: { ...tax, countries: { ...tax.countries } },
    shipping: {
      zones: shipping.zones.map((zone) => ({
        ...zone,
        countries: [...zone.countries],
        rates: zone.rates.map((rate) => ({ ...rate, tiers: [...rate.tiers] })),
      })),
    },
  };
}

/** The settings as they stand; the demo shop's where nobody has changed any. */
export async function readSettings() {
  return toPublic(await Settings.get());
}

/**
 * Replaces the settings. Baskets follow within two seconds; orders keep what they were placed by.
 * @throws Problem SETTINGS_CHANGED where another version than the edited one lies there
 */
export async function updateSettings({ version, ...content }: SettingsUpdate, now: Date) {
  return await untilSettled(async () => {
    const before = await Settings.get();
    if (version !== undefined && version !== before.version) {
      const message = `The settings are at version ${before.version} by now. Look at them again.`;
      throw new Problem("SETTINGS_CHANGED", message);
    }
    const { seller = before.seller } = content;
    const next = { ...content, seller, version: before.version + 1, updatedAt: now.toISOString() };
    return (await commit(Settings.put(next))) ? toPublic(next) : undefined;
  });
}
