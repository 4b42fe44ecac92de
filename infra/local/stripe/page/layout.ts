import { html, Markup } from "./markup.ts";
import { STYLE } from "./style.ts";

/**
 * A page in two halves: the ink half says what is paid, the other half is for the hands.
 * @param title of the window, without the shop's name
 */
export function layout(title: string, ink: Markup, form: Markup): string {
  return `<!doctype html>
${
  html`<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${new Markup(STYLE)}</style>
</head>
<body><div class="pay">
<section class="a" aria-label="What you pay for">${ink}</section>
<main class="b">
<p class="test"><span>Test payment. No money moves.</span></p>
${form}
</main>
</div></body>
</html>`.text
}
`;
}
