/**
 * What `work` comes to, or undefined where that takes longer than `ms` milliseconds. The work goes on
 * and its end is nobody's then: only for what is harmless to give up, and to do again.
 */
export async function within<Result>(
  ms: number,
  work: Promise<Result>,
): Promise<Result | undefined> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), ms);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
