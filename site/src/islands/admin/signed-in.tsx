import { useState } from "react";
import { $user, loadSession, signOut } from "../../stores/session.ts";
import { Failed } from "./parts.tsx";
import { useLoad } from "./use-load.ts";

/** Who is at the console, and the way out. */
export default function SignedIn() {
  const session = useLoad("session", async () => {
    await loadSession();
    return $user.get() ?? null;
  });
  const [leaving, setLeaving] = useState(false);

  async function leave(): Promise<void> {
    setLeaving(true);
    try {
      await signOut(false);
    } finally {
      window.location.assign("/");
    }
  }

  if (session.error) {
    return <Failed what="" error={session.error} since={session.failedAt} retry={session.reload} />;
  }
  return (
    <>
      <p className="me">
        <b>{session.data?.name ?? "\u00a0"}</b>
        {session.data?.email ?? "\u00a0"}
      </p>
      <button type="button" className="i" aria-disabled={leaving} onClick={() => void leave()}>
        Sign out
      </button>
    </>
  );
}
