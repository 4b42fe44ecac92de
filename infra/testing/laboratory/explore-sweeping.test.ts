import { exploreAll } from "./explore-all.ts";
import { sweeping } from "./flows/sweeping.ts";

exploreAll("sweeping", sweeping);
