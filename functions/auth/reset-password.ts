import { resetPassword } from "#contracts/auth";
import type { AccountMailMessage } from "#contracts/messages";
import * as Cognito from "#gateways/cognito";
import * as Queue from "#gateways/queue";
import { serve } from "#kit/endpoint";
import { newUlid } from "#values/id";

export const handler = serve(resetPassword, async ({ body, storeUrl, now }) => {
  const { email, code, password } = body;
  await Cognito.resetPassword(email, code, password);
  await tell({ kind: "account.password-changed", id: newUlid(now), email, storeUrl });
  return { email };
});

/** The password is changed already and its code spent: a notice that fails must not undo the answer. */
async function tell(message: AccountMailMessage): Promise<void> {
  try {
    await Queue.send("mail", message);
  } catch (error) {
    const { id, kind } = message;
    console.error(JSON.stringify({ level: "error", what: kind, id, error: String(error) }));
  }
}
