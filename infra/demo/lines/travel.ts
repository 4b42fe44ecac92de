export const travel: Readonly<Record<string, string>> = {};
