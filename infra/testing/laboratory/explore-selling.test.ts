import { exploreAll } from "./explore-all.ts";
import { selling } from "./flows/selling.ts";

exploreAll("selling", selling);
