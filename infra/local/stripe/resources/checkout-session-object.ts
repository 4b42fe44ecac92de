import type Stripe from "stripe";
import { newId } from "../ids.ts";
import type { CreateParams } from "./checkout-session-params.ts";
import type { WireLineItem } from "./line-items.ts";

const DAY = 86_400;

/**
 * A new session as Stripe answers it.
 * @param now seconds since 1970
 * @param url of the payment page
 */
export function sessionObject(
  id: string,
  params: CreateParams,
  items: readonly WireLineItem[],
  now: number,
  url: string,
): Stripe.Checkout.Session {
  const subtotal = items.reduce((sum, item) => sum + item.amount_subtotal, 0);
  // With several rates Stripe takes the first until the shopper chooses; the page offers no choice.
  const rates = (params.shipping_options ?? []).map(({ shipping_rate_data: rate }) => ({
    shipping_amount: rate.fixed_amount.amount,
    shipping_rate: newId("shr_1", 23),
  }));
  const shipping = rates[0];
  const total = subtotal + (shipping?.shipping_amount ?? 0);
  return {
    id,
    object: "checkout.session",
    adaptive_pricing: { enabled: params.adaptive_pricing?.enabled ?? false },
    after_expiration: null,
    allow_promotion_codes: params.allow_promotion_codes ?? null,
    allowed_payment_method_types: params.allowed_payment_method_types ?? null,
    amount_subtotal: subtotal,
    amount_total: total,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: params.billing_address_collection ?? null,
    cancel_url: params.cancel_url ?? null,
    client_reference_id: params.client_reference_id ?? null,
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    created: now,
    currency: items[0]?.currency ?? null,
    currency_conversion: null,
    custom_fields: [],
    custom_text: {
      after_submit: null,
      shipping_address: null,
      submit: null,
      terms_of_service_acceptance: null,
    },
    customer: null,
    customer_account: null,
    customer_creation: "if_required",
    customer_details: params.customer_email ? customerDetails(params.customer_email, null) : null,
    customer_email: params.customer_email ?? null,
    discounts: [],
    expires_at: params.expires_at ?? now + DAY,
    integration_identifier: null,
    invoice: null,
    invoice_creation: null,
    livemode: false,
    locale: params.locale ?? null,
    managed_payments: null,
    metadata: params.metadata ?? {},
    mode: "payment",
    origin_context: null,
    payment_intent: null,
    payment_link: null,
    payment_method_collection: "if_required",
    payment_method_configuration_details: null,
    payment_method_options: { card: { request_three_d_secure: "automatic" } },
    payment_method_types: ["card", "sepa_debit"],
    payment_status: total === 0 ? "no_payment_required" : "unpaid",
    permissions: null,
    phone_number_collection: { enabled: params.phone_number_collection?.enabled ?? false },
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: shipping
      ? {
          amount_subtotal: shipping.shipping_amount,
          amount_tax: 0,
          amount_total: shipping.shipping_amount,
          shipping_rate: shipping.shipping_rate,
        }
      : null,
    shipping_options: rates,
    status: "open",
    submit_type: params.submit_type ?? null,
    subscription: null,
    success_url: params.success_url,
    total_details: {
      amount_discount: 0,
      amount_shipping: shipping?.shipping_amount ?? 0,
      amount_tax: 0,
    },
    ui_mode: "hosted_page",
    url,
    wallet_options: null,
  };
}

export function customerDetails(
  email: string | null,
  name: string | null,
): Stripe.Checkout.Session.CustomerDetails {
  return {
    address: null,
    business_name: null,
    email,
    individual_name: null,
    name,
    phone: null,
    tax_exempt: "none",
    tax_ids: [],
  };
}
