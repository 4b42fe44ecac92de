import { useStored } from "../ui/use-store.ts";
import { useEffect, useRef } from "react";
import { firstName } from "../../format.ts";
import { $user, loadSession, signOut, wasSignedIn } from "../../stores/session.ts";
import { say } from "../../stores/toasts.ts";

/** What the account button opens. It asks who is signed in when it is opened, not before. */
export function AccountMenu() {
  const user = useStored($user);
  const root = useRef<HTMLElement>(null);

  useEffect(() => {
    const ask = () => void loadSession().catch(() => undefined);
    if (wasSignedIn()) ask();
    const popover = root.current?.closest("[popover]");
    popover?.addEventListener("beforetoggle", ask, { once: true });
    return () => popover?.removeEventListener("beforetoggle", ask);
  }, []);

  async function leave() {
    try {
      await signOut(false);
      say({ text: "You are signed out here." });
    } catch {
      say({ text: "You are still signed in: the shop did not answer. Try again." });
    }
  }

  return (
    <nav ref={root} aria-label="Account">
      {user ? (
        <>
          <p className="quiet sm">Good to see you, {firstName(user.name)}.</p>
          <a href="/orders">Your orders</a>
          {user.role !== "customer" && <a href="/admin">Console</a>}
          <hr />
          <button type="button" onClick={() => void leave()}>
            Sign out
          </button>
        </>
      ) : (
        <>
          <a href="/sign-in">Sign in</a>
          <a href="/register">Open an account</a>
          <hr />
          <a href="/orders">Find an order</a>
        </>
      )}
    </nav>
  );
}
