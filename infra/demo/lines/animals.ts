export const animals: Readonly<Record<string, string>> = {
  fox: "Ears up, eyes on you. Balances on its chin, which is harder than it looks.",
};
