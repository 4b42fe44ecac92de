import { useEffect, useState } from "react";
import { $user, loadSession, nextPath, signIn, wasSignedIn } from "../../stores/session.ts";
import { AccountForm, checkEmail } from "./form.tsx";

export function SignIn() {
  // Known only in the browser: the page is the same for all.
  const [search, setSearch] = useState("");
  useEffect(() => {
    setSearch(location.search);
    // Sent here because the hour of the access cookie was over: the longer one may still hold.
    if (!wasSignedIn()) return;
    loadSession()
      .then(() => {
        if ($user.get()) location.replace(nextPath(location.search, "/orders"));
      })
      .catch(() => undefined);
  }, []);
  return (
    <AccountForm
      fields={[
        { name: "email", label: "Email", type: "email", autoComplete: "email", check: checkEmail },
        { name: "password", label: "Password", type: "password", autoComplete: "current-password" },
      ]}
      submit="Sign in"
      busy="Signing in"
      send={async ({ email = "", password = "" }) => {
        await signIn(email.trim(), password);
        location.assign(nextPath(location.search, "/orders"));
      }}
      help={{
        ACCOUNT_UNCONFIRMED: (
          <a className="link" href="/register?step=confirm">
            Enter the code from the mail
          </a>
        ),
      }}
    >
      <p className="quiet sm flex flex-wrap gap-x-6">
        <a className="link py-3" href={`/register${search}`}>
          Open an account
        </a>
        <a className="link py-3" href="/reset">
          Forgot the password
        </a>
      </p>
    </AccountForm>
  );
}
