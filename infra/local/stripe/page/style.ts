/** The payment page's own look: not the shop's type, the shop's colours (design tokens). */
export const STYLE = `
:root{color-scheme:light dark;
--ground:light-dark(oklch(.985 .005 95),oklch(.178 .021 268));
--surface:light-dark(oklch(1 0 0),oklch(.218 .024 268));
--hover:light-dark(oklch(.94 .01 95),oklch(.262 .026 268));
--line-strong:light-dark(oklch(.6 .018 268),oklch(.58 .03 268));
--ink:light-dark(oklch(.22 .03 268),oklch(.955 .014 90));
--ink-3:light-dark(oklch(.52 .02 268),oklch(.69 .02 90));
--poppy:light-dark(oklch(.53 .195 27),oklch(.76 .14 30));
--poppy-soft:light-dark(oklch(.955 .028 27),oklch(.275 .055 27));
--sea:light-dark(oklch(.49 .15 255),oklch(.79 .105 245));
--night:light-dark(oklch(.22 .03 268),oklch(.13 .018 268));
--lamp:oklch(.955 .014 90)}
*,*::before,*::after{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%;background:var(--ground)}
body{margin:0;font:400 1rem/1.5 system-ui,"Segoe UI",Roboto,Arial,sans-serif;color:var(--ink)}
h1,p,ul,form{margin:0;padding:0}ul{list-style:none}a{color:inherit}
button,input{font:inherit;color:inherit}button{cursor:pointer;touch-action:manipulation}
:focus-visible{outline:2.5px solid var(--sea);outline-offset:3px;border-radius:8px}
.num{font-variant-numeric:tabular-nums lining-nums}
.pay{display:grid;grid-template-columns:1fr 1fr;min-height:100vh}
.pay>*{padding:56px clamp(20px,6vw,96px)}
.a{background:var(--night);color:var(--lamp);display:flex;flex-direction:column}
.a :focus-visible{outline-color:oklch(.79 .105 245)}
.back{align-self:start;font-size:.9375rem;color:oklch(.8 .014 90);text-decoration:none;
padding:10px 0;margin:-10px 0}
.back:hover{text-decoration:underline;text-underline-offset:4px}
.what{margin-top:32px}
.amt{font-size:clamp(2.75rem,5vw,4.5rem);font-weight:650;letter-spacing:-.03em;line-height:1;
margin:10px 0 28px;font-variant-numeric:tabular-nums}
.a li{display:flex;justify-content:space-between;gap:16px;padding:9px 0;
border-top:1px solid oklch(1 0 0/.14)}
.a li span:last-child{white-space:nowrap}
.foot{margin-top:auto;padding-top:28px;font-size:.9375rem;color:oklch(.75 .014 90)}
.b{background:var(--ground)}
.test{background:repeating-linear-gradient(-45deg,oklch(.86 .165 88) 0 14px,oklch(.9 .13 92) 14px 28px);
color:oklch(.22 .03 268);font-weight:650;border-radius:8px;overflow:hidden;display:flex}
.test span{background:oklch(.93 .11 93);padding:10px 14px;margin-left:28px;flex:1}
h1{font-size:1.375rem;margin:28px 0 14px}
.said{margin:0 0 20px;max-width:46ch}
.picks{display:grid;grid-template-columns:1fr 1fr;gap:8px}
.picks button{text-align:left;background:none;border:0;border-radius:8px;padding:11px 13px;
box-shadow:inset 0 0 0 1.5px var(--line-strong);line-height:1.3;min-height:56px;font-size:.9375rem}
.picks button:hover{background:var(--hover)}
.picks button[aria-pressed=true]{box-shadow:inset 0 0 0 2.5px var(--ink)}
.picks small{display:block;color:var(--ink-3);font-variant-numeric:tabular-nums;font-size:.8125rem}
.form{display:grid;grid-template-columns:1fr 1fr;gap:16px 12px;margin-top:24px}
.fld{display:grid;gap:6px;align-content:start;grid-column:span 2}.half{grid-column:span 1}
.fld label{font-size:.9375rem;font-weight:580}.opt{font-weight:400;color:var(--ink-3)}
.field{height:48px;width:100%;border-radius:8px;border:1.5px solid var(--line-strong);
background:var(--surface);padding:0 14px;font-size:1rem}
.fld [aria-invalid=true]{border-color:var(--poppy);box-shadow:0 0 0 1px var(--poppy)}
.note{font-size:.9375rem;line-height:1.35;color:var(--poppy);font-weight:550}
.no{background:var(--poppy-soft);color:var(--poppy);font-weight:600;border-radius:8px;
padding:12px 14px;margin-top:20px;line-height:1.4}
.btn{display:flex;align-items:center;justify-content:center;width:100%;min-height:52px;padding:0 26px;
border:0;border-radius:10px;font-weight:650;text-decoration:none;grid-column:span 2}
.btn-ink{background:var(--ink);color:var(--ground)}
.btn-ink:hover{background:color-mix(in oklch,var(--ink) 86%,var(--ground))}
.btn-line{background:none;color:inherit;box-shadow:inset 0 0 0 1.5px var(--line-strong)}
.btn-line:hover{background:var(--hover)}
.two{display:grid;gap:10px;max-width:28rem}
@media(max-width:760px){.pay{grid-template-columns:1fr;grid-template-rows:auto 1fr}
.pay>*{padding:28px 20px}.a ul,.foot{display:none}.what{margin-top:20px}.amt{margin:6px 0}}
@media(max-width:380px),(min-width:761px) and (max-width:960px){.picks{grid-template-columns:1fr}}
@media(prefers-contrast:more){:root{--ink-3:var(--ink);--line-strong:var(--ink)}}
`;
