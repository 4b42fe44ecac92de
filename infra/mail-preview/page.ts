import type { Mail } from "#domain/mail/mail";
import { SAMPLES, type Sample } from "./samples.ts";

const GROUPS = ["Orders", "Returns", "Accounts", "Shelves", "Staff"] as const;

/** In the shop's own tokens; the mail itself stands in frames, where no style of the page reaches it. */
const STYLE = `
@font-face{font-family:"Archivo";src:url("/fonts/archivo-rest.woff2") format("woff2");font-weight:400 700}
@font-face{font-family:"Archivo Open";src:url("/fonts/archivo-open.woff2") format("woff2");font-weight:600 800}
*{box-sizing:border-box}
body{margin:0;display:grid;grid-template-columns:232px minmax(0,1fr);min-height:100vh;background:var(--sunk);color:var(--ink);font:400 .9375rem/1.5 var(--font-text)}
nav{background:var(--ground);border-right:1px solid var(--line);padding:0 14px 32px;position:sticky;top:0;height:100vh;overflow:auto}
nav .stripes{display:grid;grid-template-columns:repeat(6,1fr);height:10px;margin:0 -14px 22px}
nav .stripes i:nth-child(odd){background:var(--canopy-1)}nav .stripes i:nth-child(even){background:var(--canopy-2)}
nav h1{font:720 1.375rem/1.1 var(--font-open);letter-spacing:-.02em;margin:0 10px}
nav h2{font-size:.75rem;font-weight:620;color:var(--ink-3);margin:22px 10px 4px}
nav a{display:block;padding:7px 10px;border-radius:9px;color:inherit;text-decoration:none}
nav a:hover{background:var(--hover)}
nav a[aria-current]{background:var(--sun);color:var(--on-sun);font-weight:620}
:focus-visible{outline:2.5px solid var(--focus);outline-offset:2px;border-radius:9px}
main{padding:26px 32px 48px;min-width:0}
header{display:grid;grid-template-columns:auto minmax(0,1fr);gap:2px 14px;margin-bottom:22px}
header dt{color:var(--ink-3)}header dd{margin:0;font-weight:620;overflow-wrap:anywhere}
.views{display:flex;flex-wrap:wrap;gap:28px;align-items:start}
figure{margin:0}figcaption{color:var(--ink-3);font-size:.8125rem;margin-bottom:8px}
iframe{border:0;border-radius:14px;background:var(--surface);display:block}
pre{margin:0;width:600px;max-width:100%;padding:22px 24px;border-radius:14px;background:var(--surface);font:400 .8125rem/1.55 ui-monospace,Menlo,Consolas,monospace;white-space:pre-wrap;overflow-wrap:anywhere}
@media(max-width:760px){body{display:block}nav{position:static;height:auto}main{padding:20px}}
`;

function escape(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

function list(current: Sample): string {
  return GROUPS.map((group) => {
    const links = SAMPLES.filter((one) => one.group === group).map(
      ({ id, name }) =>
        `<a href="/${id}"${id === current.id ? ' aria-current="page"' : ""}>${escape(name)}</a>`,
    );
    return `<h2>${group}</h2>${links.join("")}`;
  }).join("");
}

/** As high as what is in it, so that nothing scrolls inside the page. */
const FIT = "this.style.height=this.contentDocument.documentElement.scrollHeight+'px'";

function frame(id: string, width: number): string {
  return `<figure><figcaption>${width} px</figcaption><iframe src="/${id}/html" width="${width}" height="10" title="At ${width} px" onload="${FIT}"></iframe></figure>`;
}

/** One sample with the list of all of them. */
export function page(sample: Sample, mail: Mail): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escape(mail.subject)}</title><link rel="stylesheet" href="/tokens.css"><style>${STYLE}</style></head>
<body><nav aria-label="Mails"><div class="stripes" aria-hidden="true"><i></i><i></i><i></i><i></i><i></i><i></i></div><h1>Mails</h1>${list(sample)}</nav>
<main><header><dt>Subject</dt><dd>${escape(mail.subject)}</dd><dt>HTML</dt><dd>${(Buffer.byteLength(mail.html) / 1_000).toFixed(1)} kB of the 102 that Gmail shows</dd></header>
<div class="views">${frame(sample.id, 600)}${frame(sample.id, 390)}<figure><figcaption>Plain text</figcaption><pre>${escape(mail.text)}</pre></figure></div></main></body></html>
`;
}

/** Where an edit does not compile, or a sample cannot be written. */
export function failure(error: unknown): string {
  const said = error instanceof Error ? error.message : String(error);
  return `<!doctype html><meta charset="utf-8"><title>Not yet</title><link rel="stylesheet" href="/tokens.css"><style>${STYLE}</style><main><h1>Not yet.</h1><pre>${escape(said)}</pre></main>`;
}
