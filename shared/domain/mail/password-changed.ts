import type { Content } from "./mail.ts";
import { button, paragraph, small, strong } from "./parts.tsx";

const FOOTER = "Nobody here knows your password, and nobody asks for it.";

/** To whoever has just set a new password with a code from this address. */
export function passwordChanged(email: string, storeUrl: string): Content {
  const said = "was changed with a code that we sent to this address.";
  return {
    subject: "Your password was changed",
    preview: `The password ${said}`,
    title: "Your password is a new one.",
    storeUrl,
    parts: [
      paragraph("The password of ", strong(email), ` ${said}`),
      paragraph("That was you: all is well. That was not you: set another one now."),
      button("Set another password", `${storeUrl}/reset`),
      small(FOOTER),
    ],
  };
}
