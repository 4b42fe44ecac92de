import { exploreAll } from "./explore-all.ts";
import { buying } from "./flows/buying.ts";

exploreAll("buying", buying);
