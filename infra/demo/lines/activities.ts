export const activities: Readonly<Record<string, string>> = {};
