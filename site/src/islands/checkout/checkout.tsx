import { useStored } from "../ui/use-store.ts";
import { type SubmitEvent, type ReactNode, useEffect } from "react";
import type { Country } from "../../countries.ts";
import { pieces, price } from "../../format.ts";
import { $cart, $cartStatus, ensureCart } from "../../stores/cart.ts";
import {
  $amounts,
  $problems,
  $refusal,
  $sending,
  adoptField,
  firstProblem,
  placeOrder,
  prefill,
  recallForm,
} from "../../stores/checkout.ts";
import { $user, loadSession, wasSignedIn } from "../../stores/session.ts";
import { BasketEmpty } from "../basket/content.tsx";
import { SunButton } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { Delivery } from "./delivery.tsx";
import { Address, Contact } from "./questions.tsx";
import { Summary } from "./summary.tsx";

interface Props {
  /** Where the shop sends to, its own country first. */
  countries: readonly Country[];
  mark?: ReactNode;
}

/** Four questions on the left, the order on the right. The mark comes as a slot. */
export function Checkout({ countries, mark }: Props) {
  const cart = useStored($cart);
  const status = useStored($cartStatus);
  const sending = useStored($sending);
  const refusal = useStored($refusal);
  const amounts = useStored($amounts, null);

  useEffect(() => {
    recallForm(countries.map(({ code }) => code));
    adoptTyped();
    void ensureCart();
    if (wasSignedIn()) {
      void loadSession()
        .then(() => {
          const user = $user.get();
          if (user) prefill(user);
        })
        .catch(() => undefined);
    }
  }, [countries]);

  async function send(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const url = await placeOrder();
    if (url !== undefined) {
      location.assign(url);
      return;
    }
    const first = firstProblem($problems.get());
    const field = first ? form.elements.namedItem(first) : form.querySelector("#refusal");
    if (field instanceof HTMLElement) field.focus();
  }

  const empty = cart !== null && cart.items.length === 0 && status === "ready";

  return (
    <div className="co">
      <div className="l">
        <header className="coTop">
          <a className="brand" href="/">
            {mark}
            Parasol
          </a>
          <a className="link sm" href="/basket">
            Back to basket
          </a>
        </header>
        <main id="main">
          <h1 className="open">Checkout</h1>
          {empty ? (
            <BasketEmpty />
          ) : (
            <form method="post" noValidate onSubmit={(event) => void send(event)}>
              <Contact />
              <Address countries={countries} />
              <Delivery />
              <h2>
                <span>4</span>Pay
              </h2>
              <p className="quiet mb-4.5">
                You pay on the next page. The price you see is the price you pay.
              </p>
              {refusal && (
                <div className="alert mb-4" role="alert" id="refusal" tabIndex={-1}>
                  <Icon name="alert" />
                  <div>
                    {refusal.text}
                    {refusal.basket && (
                      <>
                        {" "}
                        <a className="link" href="/basket">
                          To your basket
                        </a>
                      </>
                    )}
                  </div>
                </div>
              )}
              <SunButton
                type="submit"
                size="wide"
                busy={sending}
                busyLabel="Opening the payment page"
              >
                <Icon name="lock" />
                {amounts ? `Pay ${price(amounts.total)}` : "Pay"}
              </SunButton>
              <p className="sm faint mt-3.5">
                We hold {held(cart?.itemCount ?? 0)} for half an hour while you pay.
              </p>
            </form>
          )}
        </main>
      </div>
      {!empty && <Summary />}
    </div>
  );
}

function held(count: number): string {
  return count > 1 ? `your ${pieces(count, "figurine")}` : "your figurine";
}

/** What was typed, or filled in by the browser, before React was there: the store does not know it. */
function adoptTyped() {
  for (const field of document.querySelectorAll<HTMLInputElement>(".co input.field")) {
    if (field.value !== "") adoptField(field.name, field.value);
  }
}
