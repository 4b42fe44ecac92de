import { useState } from "react";
import { call } from "../../api/client.ts";
import { signIn } from "../../stores/session.ts";
import { AccountForm, checkCode, checkEmail, checkPassword } from "./form.tsx";

/** A forgotten password, in two steps: the address, then the code and a new password. */
export function Reset() {
  const [email, setEmail] = useState("");
  if (email === "") {
    return (
      <AccountForm
        key="ask"
        fields={[
          {
            name: "email",
            label: "Email",
            type: "email",
            autoComplete: "email",
            check: checkEmail,
          },
        ]}
        submit="Send me a code"
        busy="Sending"
        send={async (values) => {
          const address = (values["email"] ?? "").trim();
          await call("POST /auth/forgot-password", { body: { email: address } });
          setEmail(address);
        }}
      />
    );
  }
  return (
    <>
      <p className="mb-5" role="status">
        If {email} has an account here, a code is on its way to it.
      </p>
      <AccountForm
        key="set"
        fields={[
          {
            name: "code",
            label: "Code",
            autoComplete: "one-time-code",
            inputMode: "numeric",
            maxLength: 8,
            check: checkCode,
          },
          {
            name: "password",
            label: "New password",
            type: "password",
            autoComplete: "new-password",
            note: "At least 8 characters.",
            check: checkPassword,
          },
        ]}
        submit="Set the password"
        busy="Setting"
        send={async ({ code = "", password = "" }) => {
          await call("POST /auth/reset-password", { body: { email, code: code.trim(), password } });
          await signIn(email, password);
          location.assign("/orders");
        }}
      />
    </>
  );
}
