/** First, last and the neighbours of a page; undefined stands for a gap. */
export function pagesAround(page: number, last: number): (number | undefined)[] {
  const wanted = new Set([1, last, page - 1, page, page + 1]);
  const shown = [...wanted].filter((one) => one >= 1 && one <= last).sort((a, b) => a - b);
  return shown.flatMap((one, index) => {
    const before = shown[index - 1];
    return before !== undefined && one - before > 1 ? [undefined, one] : [one];
  });
}
