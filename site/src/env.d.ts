type PageLocals = import("./page-data.ts").PageLocals;

declare namespace App {
  interface Locals extends PageLocals {}
}
