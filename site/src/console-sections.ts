/** What staff work with each day, in the order of the navigation. */
export const SECTIONS = [
  {
    id: "orders",
    name: "Orders",
    href: "/admin/orders",
    icon: "M3 6.5 10 3l7 3.5v7L10 17l-7-3.5zM3 6.5l7 3.5 7-3.5M10 10v7",
  },
  {
    id: "products",
    name: "Products",
    href: "/admin/products",
    icon: "M3 10V3h7l7 7-7 7zM6.5 6.5v.1",
  },
  {
    id: "inventory",
    name: "Inventory",
    href: "/admin/inventory",
    icon: "M3 4h14v4H3zM4.5 8v8h11V8M8 11.5h4",
  },
  {
    id: "promotions",
    name: "Promotions",
    href: "/admin/promotions",
    icon: "M15 5 5 15M8 6a2 2 0 1 1-4 0 2 2 0 0 1 4 0zM16 14a2 2 0 1 1-4 0 2 2 0 0 1 4 0z",
  },
] as const;

/** What keeps the shop right: looked at when something is to be set or found. */
export const MACHINE_ROOM = [
  {
    id: "integrity",
    name: "Integrity",
    href: "/admin/integrity",
    icon: "M10 2.5 16.5 5v5c0 4-3 6.5-6.5 7.5C6.5 16.5 3.5 14 3.5 10V5zM7 10l2.2 2.2L13.2 8",
  },
  {
    id: "settings",
    name: "Settings",
    href: "/admin/settings",
    icon: "M3 6h8M15 6h2M3 14h2M9 14h8M15 6a2 2 0 1 1-4 0 2 2 0 0 1 4 0zM9 14a2 2 0 1 1-4 0 2 2 0 0 1 4 0z",
  },
] as const;

export type Section = (typeof SECTIONS)[number]["id"] | (typeof MACHINE_ROOM)[number]["id"];
