import type { IncomingMessage, ServerResponse } from "node:http";
import type Stripe from "stripe";
import { declineWords } from "#domain/decline";
import { OFFERED, readMeans } from "../cards.ts";
import type { Decline } from "../endings.ts";
import type { World } from "../operation.ts";
import { finishAuthentication, finishFree, pay } from "../payment.ts";
import { readBody } from "../server.ts";
import {
  authenticationPage,
  closedPage,
  freePage,
  lostPage,
  missingPage,
  payPage,
  receiptPage,
  type Typed,
} from "./pages.ts";

type Session = Stripe.Checkout.Session;

/** Answers the pages that people see. They work without script. */
export async function answerPage(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const { store } = world;
  const respond = (status: number, page: string) => {
    response.writeHead(status, {
      "Content-Type": "text/html; charset=utf-8",
      "Cache-Control": "no-store",
      "Referrer-Policy": "no-referrer",
      "X-Content-Type-Options": "nosniff",
      "Content-Security-Policy":
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; base-uri 'none'",
    });
    response.end(request.method === "HEAD" ? undefined : page);
  };
  const redirect = (location: string) => {
    response.writeHead(303, { Location: location });
    response.end();
  };

  const receipt = /^\/receipts\/(\w+)$/.exec(url.pathname);
  const charge = receipt && store.find("charge", receipt[1] ?? "");
  if (charge) return respond(200, receiptPage(charge));

  const match = /^\/c\/pay\/(\w+)(\/authenticate)?$/.exec(url.pathname);
  const session = match && store.find("checkout.session", match[1] ?? "");
  if (!match || !session) {
    return respond(404, missingPage("This address belongs to no payment. Start from the shop."));
  }
  const authenticating = match[2] !== undefined;
  const submitted = request.method === "POST" ? new URLSearchParams(await readBody(request)) : null;

  if (session.status !== "open") {
    return respond(submitted ? 409 : 200, closedPage(store, session, wayBack(session)));
  }
  const page = `/c/pay/${session.id}`;
  if (authenticating) {
    if (submitted) {
      const approved = submitted.get("decision") === "approve";
      const result = finishAuthentication(world, session.id, approved);
      if (result.kind === "paid") return redirect(successUrl(session));
      return redirect(result.kind === "declined" ? `${page}?declined=${reasonOf(result)}` : page);
    }
    return isAuthenticating(world, session)
      ? respond(200, authenticationPage(store, session))
      : redirect(page);
  }
  if (!submitted && session.amount_total === 0) return respond(200, freePage(store, session));
  if (!submitted) {
    const typed = { ...prefilled(world.now()), card: url.searchParams.get("card") ?? FIRST_CARD };
    const declined = url.searchParams.get("declined");
    const problem = declined === null ? {} : { problem: declineWords(declined) };
    return respond(200, payPage(store, session, typed, problem));
  }

  if (session.amount_total === 0) {
    finishFree(world, session.id);
    return redirect(successUrl(session));
  }

  const typed: Typed = {
    card: submitted.get("card") ?? "",
    exp: submitted.get("exp") ?? "",
    cvc: submitted.get("cvc") ?? "",
    name: submitted.get("name") ?? "",
  };
  const read = readMeans(typed, world.now() * 1000);
  if ("errors" in read) return respond(422, payPage(store, session, typed, read));
  const result = pay(world, session.id, read.means);
  switch (result.kind) {
    case "paid":
    case "undecided":
      return redirect(successUrl(session));
    case "authenticate":
      return redirect(`${page}/authenticate`);
    case "declined":
      return respond(
        402,
        payPage(store, session, typed, { problem: declineWords(reasonOf(result)) }),
      );
    case "answer-lost":
      return respond(504, lostPage(store, session));
    case "closed":
      return respond(409, closedPage(store, session, wayBack(session)));
  }
}

const FIRST_CARD = OFFERED[0]?.number ?? "";

function reasonOf({ decline }: { readonly decline: Decline }): string {
  return decline.declineCode ?? decline.code;
}

function prefilled(now: number): Typed {
  const year = new Date(now * 1000).getUTCFullYear() + 3;
  return { card: FIRST_CARD, exp: `04 / ${String(year).slice(2)}`, cvc: "123", name: "" };
}

function isAuthenticating({ store }: World, session: Session): boolean {
  return (
    typeof session.payment_intent === "string" &&
    store.get("payment_intent", session.payment_intent).status === "requires_action"
  );
}

/** Stripe fills the session's id into the address the shop gave. */
function successUrl(session: Session): string {
  return (session.success_url ?? "").replaceAll("{CHECKOUT_SESSION_ID}", session.id);
}

function wayBack(session: Session): string | null {
  return session.status === "complete" ? successUrl(session) : session.cancel_url;
}
