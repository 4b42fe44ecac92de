/** "+12", "12", "-3" and "−3" → a whole number; undefined where it is none, or nothing moves. */
export function parseMovement(text: string): number | undefined {
  const plain = text.trim().replace("−", "-");
  if (!/^[+-]?\d{1,7}$/.test(plain)) return undefined;
  const moved = Number(plain);
  return moved === 0 ? undefined : moved;
}
