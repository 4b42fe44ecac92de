/**
 * Runs in the head, before the first paint: a chosen scheme overrides the system's. It stands here
 * as text because its hash goes into the Content-Security-Policy (`integrations/csp-hashes.ts`).
 */
export const SCHEME_SCRIPT =
  'try{const s=localStorage.getItem("scheme");if(s)document.documentElement.dataset.scheme=s}catch{}';
