/** 20 px, stroke 1.6, round ends: what stands inside `<svg viewBox="0 0 20 20">`. */
export const ICONS = {
  menu: '<path d="M3 7h14M3 13h14"/>',
  search: '<circle cx="9" cy="9" r="5.5"/><path d="m13.2 13.2 4 4"/>',
  person: '<circle cx="10" cy="6.5" r="3.5"/><path d="M3 17.5c1.5-5 12.5-5 14 0"/>',
  basket: '<path d="M3.5 7.5h13l-1.2 9.5H4.7zM7 7.5c0-6 6-6 6 0"/>',
  arrow: '<path d="M3 10h13M11 5l5 5-5 5"/>',
  plus: '<path d="M10 4v12M4 10h12"/>',
  minus: '<path d="M4 10h12"/>',
  bin: '<path d="M4 6h12M8 6V4h4v2M5.5 6l.7 10.5h7.6L14.5 6M8.5 9v4.5M11.5 9v4.5"/>',
  cross: '<path d="m5 5 10 10M15 5 5 15"/>',
  tick: '<path d="m4.5 10.5 3.8 3.8L15.5 6.5"/>',
  alert: '<circle cx="10" cy="10" r="7.5"/><path d="M10 6v5M10 13.8v.1"/>',
  lock: '<rect x="4" y="9" width="12" height="8" rx="2"/><path d="M6.5 9V6.5a3.5 3.5 0 0 1 7 0V9"/>',
  down: '<path d="m5 8 5 5 5-5"/>',
  box: '<path d="M3 6.5 10 3l7 3.5v7L10 17l-7-3.5zM3 6.5l7 3.5 7-3.5M10 10v7"/>',
  truck:
    '<path d="M1.5 5h10v9h-10zM11.5 8h4l3 3v3h-7"/><circle cx="5.5" cy="15" r="1.7"/><circle cx="15" cy="15" r="1.7"/>',
  back: '<path d="M7 4 3.5 7.5 7 11M3.5 7.5H12a4.5 4.5 0 0 1 0 9H7"/>',
  filter: '<path d="M3 6h14M5.5 10h9M8 14h4"/>',
  sort: '<path d="M6 4v12M3 13l3 3 3-3M14 16V4M11 7l3-3 3 3"/>',
} as const;

export type IconName = keyof typeof ICONS;
