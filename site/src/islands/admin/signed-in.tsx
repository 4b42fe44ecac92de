import { useState } from "react";
import { Failed } from "./parts.tsx";
import { staffCall } from "./staff-call.ts";
import { useLoad } from "./use-load.ts";

/** Who is at the console, and the way out. */
export default function SignedIn() {
  const session = useLoad("session", async (signal) => {
    const { data } = await staffCall("GET /auth/session", { signal });
    return data.user;
  });
  const [leaving, setLeaving] = useState(false);

  async function signOut(): Promise<void> {
    setLeaving(true);
    try {
      await staffCall("POST /auth/logout", { body: {} });
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
      <button type="button" className="i" aria-disabled={leaving} onClick={() => void signOut()}>
        Sign out
      </button>
    </>
  );
}
