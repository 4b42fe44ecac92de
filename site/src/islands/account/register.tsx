import { useEffect, useState } from "react";
import { call } from "../../api/client.ts";
import { nextPath, signIn } from "../../stores/session.ts";
import { say } from "../../stores/toasts.ts";
import { AccountForm, checkCode, checkEmail, checkPassword } from "./form.tsx";

/** Registration in two steps: who you are, then the code from the mail. */
export function Register() {
  const [known, setKnown] = useState<{ email: string; password: string } | null>(null);
  const [start, setStart] = useState({ email: "", confirm: false });

  useEffect(() => {
    const params = new URLSearchParams(location.search);
    const confirm = params.get("step") === "confirm";
    setStart({ email: params.get("email") ?? "", confirm });
  }, []);

  if (known || start.confirm) {
    return <Confirm email={known?.email ?? start.email} password={known?.password} />;
  }
  return (
    <AccountForm
      // A new form where the address brings an e-mail, so that it starts with that.
      key={start.email}
      fields={[
        { name: "name", label: "Name", autoComplete: "name", maxLength: 120 },
        {
          name: "email",
          label: "Email",
          type: "email",
          autoComplete: "email",
          initial: start.email,
          check: checkEmail,
        },
        {
          name: "password",
          label: "Password",
          type: "password",
          autoComplete: "new-password",
          note: "At least 8 characters.",
          check: checkPassword,
        },
      ]}
      submit="Open the account"
      busy="Opening"
      send={async ({ name = "", email = "", password = "" }) => {
        const body = { name: name.trim(), email: email.trim(), password };
        await call("POST /auth/register", { body });
        setKnown({ email: body.email, password });
      }}
      help={{
        EMAIL_TAKEN: (
          <a className="link" href="/sign-in">
            Sign in
          </a>
        ),
      }}
    >
      <p className="quiet sm">
        What we keep and why stands under{" "}
        <a className="link" href="/privacy">
          Privacy
        </a>
        .
      </p>
    </AccountForm>
  );
}

function Confirm({ email, password }: { email: string; password: string | undefined }) {
  async function again(address: string) {
    try {
      await call("POST /auth/resend", { body: { email: address } });
      say({ text: "A new code is on its way." });
    } catch {
      say({ text: "The code could not be sent. Try again in a minute." });
    }
  }
  const asksEmail = email === "";
  return (
    <>
      <p className="mb-5" role="status">
        {asksEmail ? "Enter" : `We sent a code to ${email}. Enter`} the six digits, and the account
        is open.
      </p>
      <AccountForm
        key="confirm"
        fields={[
          ...(asksEmail
            ? [
                {
                  name: "email",
                  label: "Email",
                  type: "email",
                  autoComplete: "email",
                  check: checkEmail,
                } as const,
              ]
            : []),
          {
            name: "code",
            label: "Code",
            autoComplete: "one-time-code",
            inputMode: "numeric",
            maxLength: 8,
            check: checkCode,
          },
        ]}
        submit="Confirm"
        busy="Confirming"
        send={async (values) => {
          const address = asksEmail ? (values["email"] ?? "").trim() : email;
          const code = (values["code"] ?? "").trim();
          await call("POST /auth/confirm", { body: { email: address, code } });
          if (password === undefined) location.assign("/sign-in");
          else {
            await signIn(address, password);
            location.assign(nextPath(location.search, "/orders"));
          }
        }}
      >
        {!asksEmail && (
          <p>
            <button type="button" className="link" onClick={() => void again(email)}>
              Send the code again
            </button>
          </p>
        )}
      </AccountForm>
    </>
  );
}
