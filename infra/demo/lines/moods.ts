export const moods: Readonly<Record<string, string>> = {};
