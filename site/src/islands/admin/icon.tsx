const PATHS = {
  alert: "M10 6v5M10 13.8v.1",
  back: "m12 4-6 6 6 6",
  check: "m4.5 10.5 3.5 3.5 7.500-8",
  close: "m5 5 10 10M15 5 5 15",
  external: "M8 4H4v12h12v-4M11 4h5v5M16 4l-7.500 7.500",
  orders: "M3 6.5 10 3l7 3.500v7L10 17l-7-3.500zM3 6.500l7 3.5 7-3.500M10 10v7",
  plus: "M10 4v12M4 10h12",
  products: "M3 10V3h7l7 7-7 7zM6.5 6.500v.1",
  refund: "M7 4 3.5 7.5 7 11M3.500 7.500H12a4.500 4.500 0 0 1 0 9H7",
  search: "m13.2 13.2 4 4",
  trash: "M4 6h12M8 6V3.500h4V6M5.500 6l.8 10.500h7.400L14.500 6M8.500 9v4.500M11.500 9v4.500",
  up: "m5 12 5-5 5 5",
} as const;

/** Icons whose figure includes a circle: centre and radius. */
const CIRCLES: Partial<Record<keyof typeof PATHS, readonly [number, number, number]>> = {
  alert: [10, 10, 7.5],
  search: [9, 9, 5.5],
};

/** A 20 px icon in the colour of the text. Never the only name of a control. */
export function Icon({ name }: { name: keyof typeof PATHS }) {
  const circle = CIRCLES[name];
  return (
    <svg className="ico" viewBox="0 0 20 20" aria-hidden="true">
      {circle && <circle cx={circle[0]} cy={circle[1]} r={circle[2]} />}
      <path d={PATHS[name]} />
    </svg>
  );
}
