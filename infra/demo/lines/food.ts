export const food: Readonly<Record<string, string>> = {};
