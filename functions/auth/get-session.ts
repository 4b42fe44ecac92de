import { z } from "zod";
import { getSession } from "#contracts/auth";
import * as Profiles from "#data/profile";
import { CSRF, setCookie } from "#kit/cookies";
import { isCsrfToken, newCsrfToken } from "#kit/csrf";
import { serve } from "#kit/endpoint";
import { environment } from "#values/environment";

const { CSRF_SECRET } = environment({ CSRF_SECRET: z.string().min(16) });
const CSRF_S = 30 * 86_400;

export const handler = serve(getSession, async (call) => {
  const kept = call.cookie(CSRF);
  const valid = kept !== undefined && isCsrfToken(kept, CSRF_SECRET);
  const csrfToken = valid ? kept : newCsrfToken(CSRF_SECRET);
  if (!valid) call.setCookie(setCookie(CSRF, csrfToken, CSRF_S));
  if (call.actor.kind === "guest") return { user: null, csrfToken };
  const { sub, role } = call.actor;
  const profile = await Profiles.get(sub);
  const user = { id: sub, email: profile?.email ?? "", name: profile?.name ?? "", role };
  return { user, csrfToken };
});
