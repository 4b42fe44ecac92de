export const objects: Readonly<Record<string, string>> = {};
