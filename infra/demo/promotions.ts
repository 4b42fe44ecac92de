/** A promotion as the seed reads it; amounts in cents. */
export type DemoPromotion = {
  readonly code: string;
  readonly title: string;
  readonly effect:
    | { readonly kind: "percent"; readonly percent: number }
    | { readonly kind: "shipping" };
  readonly minimum: number;
  readonly combines: boolean;
};

/** Both may be used at once, so that the demo shows how they add up. */
export const promotions: readonly DemoPromotion[] = [
  {
    code: "SUNNY10",
    title: "Ten percent less while the sun is out",
    effect: { kind: "percent", percent: 10 },
    minimum: 0,
    combines: true,
  },
  {
    code: "FREEPOST",
    title: "The post is on us",
    effect: { kind: "shipping" },
    minimum: 2_000,
    combines: true,
  },
];
