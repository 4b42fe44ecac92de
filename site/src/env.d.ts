declare namespace App {
  interface Locals extends import("./page-data.ts").PageLocals {}
}
