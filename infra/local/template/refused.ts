import { StartError } from "../state.ts";

/** Something in the templates that this machine cannot do; the message is one line for the reader. */
export class Refused extends StartError {}
