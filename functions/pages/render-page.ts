import { verifyAccessToken } from "#kit/actor";
import * as site from "../../dist/site/server/entry.mjs";
import { tablePageData } from "./page-data.ts";
import { servePages } from "./serve-pages.ts";

/** Pages that are not published: the console, searches, and what was never rendered before. */
export const handler = servePages({ site, data: tablePageData(), verify: verifyAccessToken });
