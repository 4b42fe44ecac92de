import type { Content } from "./mail.ts";
import { code, paragraph, small } from "./parts.tsx";

const FOOTER = "You did not ask for a code? Then do nothing: without it nothing happens.";

/**
 * The code that confirms an address or opens the way to a new password. Cognito sends it, by one
 * template for both, and puts the code in.
 * @param placeholder what Cognito replaces with the code
 */
export function accountCode(placeholder: string): Content {
  return {
    subject: "Your code for Parasol",
    preview: "Type it where you were asked for it.",
    title: "Here is your code.",
    storeUrl: undefined,
    parts: [
      paragraph("Type it where you were asked for it. It is good for a while, and once."),
      code(placeholder),
      small(FOOTER),
    ],
  };
}
