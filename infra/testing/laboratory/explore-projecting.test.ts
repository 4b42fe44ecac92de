import { exploreAll } from "./explore-all.ts";
import { projecting } from "./flows/projecting.ts";

exploreAll("projecting", projecting, { reporting: true });
