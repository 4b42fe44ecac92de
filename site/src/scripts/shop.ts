/** What every shop page does without an island: small, and there before React is. */
import { followOtherTabs, recallCart } from "../stores/cart.ts";
import "./plus.ts";
import "./scheme-choice.ts";
import "./shortcuts.ts";
import "./stage-transition.ts";

recallCart();
followOtherTabs(window);
