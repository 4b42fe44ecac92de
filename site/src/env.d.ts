import type { PageLocals } from "./page-data.ts";

declare global {
  namespace App {
    interface Locals extends PageLocals {}
  }
}
