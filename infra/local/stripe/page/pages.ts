import type Stripe from "stripe";
import { type CardErrors, type CardField, OFFERED } from "../cards.ts";
import { formatMoney } from "../money.ts";
import { detailsOf } from "../resources/session-details.ts";
import type { Store } from "../store.ts";
import { layout } from "./layout.ts";
import { html, type Markup } from "./markup.ts";

/** What somebody typed, to be shown again. */
export interface Typed {
  readonly card: string;
  readonly exp: string;
  readonly cvc: string;
  readonly name: string;
}

type Session = Stripe.Checkout.Session;

const FIELDS: readonly CardField[] = ["card", "exp", "cvc"];

/** The page with the form. @param problem what went wrong with the last try, in one sentence or two */
export function payPage(
  store: Store,
  session: Session,
  typed: Typed,
  { errors = {}, problem }: { errors?: CardErrors; problem?: string } = {},
): string {
  const total = totalOf(session);
  const broken = FIELDS.find((name) => errors[name] !== undefined);
  const field = (name: CardField, label: string, attributes: Markup, half = false) => html`
<div class="fld${half && " half"}"><label for="${name}">${label}</label>
<input class="field num" id="${name}" name="${name}" value="${typed[name]}" ${attributes}
${errors[name] !== undefined && html`aria-invalid="true" aria-describedby="${name}-note"`}
${broken === name && html`autofocus`}>
${errors[name] !== undefined && html`<p class="note" id="${name}-note">${errors[name]}</p>`}</div>`;
  return layout(
    `Pay ${total}, test payment`,
    inkHalf(store, session),
    html`
<h1 id="endings">How should it end?</h1>
<form method="get" class="picks" aria-labelledby="endings">
${OFFERED.map(
  ({ number, label }) => html`<button name="card" value="${number}"
aria-pressed="${String(number === typed.card)}">${label}<small>${number}</small></button>`,
)}
</form>
${problem !== undefined && html`<p class="no" role="alert">${problem}</p>`}
<form method="post" action="/c/pay/${session.id}" class="form">
${field("card", "Card number", html`inputmode="numeric" autocomplete="cc-number" required`)}
${field("exp", "Expires", html`autocomplete="cc-exp" placeholder="MM / YY" required`, true)}
${field("cvc", "Security code", html`inputmode="numeric" autocomplete="cc-csc" required`, true)}
<div class="fld"><label for="name">Name on card <span class="opt">if there is one</span></label>
<input class="field" id="name" name="name" value="${typed.name}" autocomplete="cc-name"></div>
<button class="btn btn-ink">Pay ${total}</button>
</form>`,
  );
}

/** The page of an order that costs nothing. */
export function freePage(store: Store, session: Session): string {
  return layout(
    "Nothing to pay, test payment",
    inkHalf(store, session),
    html`
<h1>There is nothing to pay</h1>
<p class="said">No card is asked for.</p>
<form method="post" action="/c/pay/${session.id}" class="form">
<button class="btn btn-ink">Finish the order</button>
</form>`,
  );
}

/** The bank's question. */
export function authenticationPage(store: Store, session: Session): string {
  return layout(
    "Your bank asks, test payment",
    inkHalf(store, session),
    html`
<h1>Your bank asks whether this is you</h1>
<p class="said">A real bank would send a code to your phone. This one takes your word for it.</p>
<form method="post" class="two">
<button class="btn btn-ink" name="decision" value="approve">Approve ${totalOf(session)}</button>
<button class="btn btn-line" name="decision" value="fail">Fail the check</button>
</form>`,
  );
}

/** For a session that takes no payment any more. @param returnUrl the way back to the shop */
export function closedPage(store: Store, session: Session, returnUrl: string | null): string {
  const paid = session.status === "complete";
  return layout(
    paid ? "Paid, test payment" : "Too late, test payment",
    inkHalf(store, session),
    html`
<h1>${paid ? "This is paid already" : "This page has expired"}</h1>
<p class="said">${
      paid
        ? "Once is enough. You will not be charged again."
        : "Nothing was charged. Your basket is still in the shop: start again from there."
    }</p>
${returnUrl !== null && html`<p class="two"><a class="btn btn-ink" href="${returnUrl}">Back to Parasol</a></p>`}`,
  );
}

/** What a browser shows when the answer does not come: on purpose, it does not say what happened. */
export function lostPage(store: Store, session: Session): string {
  return layout(
    "No answer, test payment",
    inkHalf(store, session, { back: false }),
    html`
<h1>No answer came back</h1>
<p class="said">The bank took the question and the line went dead. Whether you have paid, this page
cannot say. Please do not pay twice: the shop asks again and mails you.</p>
${
  session.cancel_url !== null &&
  html`<p class="two"><a class="btn btn-line" href="${session.cancel_url}">Back to Parasol</a></p>`
}`,
  );
}

/** @param what a sentence in plain words */
export function missingPage(what: string): string {
  return layout(
    "Not here, test payment",
    html`<p class="what">Parasol</p>`,
    html`<h1>Nothing to pay here</h1><p class="said">${what}</p>`,
  );
}

/** A charge's receipt. */
export function receiptPage(charge: Stripe.Charge): string {
  const card = charge.payment_method_details?.card;
  const total = formatMoney(charge.amount, charge.currency);
  const returned = charge.amount_refunded > 0;
  return layout(
    `Receipt for ${total}, test payment`,
    html`<p class="what">Paid to Parasol</p><p class="amt">${total}</p>`,
    html`
<h1>Receipt</h1>
<p class="said num">${new Date(charge.created * 1000).toISOString().slice(0, 10)},
${card ? `${card.brand} ending ${card.last4}` : `account ending ${charge.payment_method_details?.sepa_debit?.last4}`}.
${returned && html`Given back: ${formatMoney(charge.amount_refunded, charge.currency)}.`}</p>`,
  );
}

function totalOf(session: Session): string {
  return formatMoney(session.amount_total ?? 0, session.currency ?? "eur");
}

function inkHalf(store: Store, session: Session, { back = true } = {}): Markup {
  const { items, labels, shippingName } = detailsOf(store, session.id);
  const row = (name: string, amount: number, currency: string) =>
    html`<li><span>${name}</span><span>${formatMoney(amount, currency)}</span></li>`;
  const open = session.status === "open" && back;
  return html`
${open && session.cancel_url !== null && html`<a class="back" href="${session.cancel_url}">Back to Parasol</a>`}
<p class="what">Pay Parasol</p><p class="amt">${totalOf(session)}</p>
<ul class="num">
${items.map((item, index) => {
  const name = labels[index] ?? "";
  const many = (item.quantity ?? 1) > 1 ? `${name} × ${item.quantity}` : name;
  return row(many, item.amount_total, item.currency);
})}
${
  session.shipping_cost !== null &&
  row(shippingName ?? "Delivery", session.shipping_cost.amount_total, session.currency ?? "eur")
}
</ul>
<p class="foot">This page stands in for a payment provider.</p>`;
}
