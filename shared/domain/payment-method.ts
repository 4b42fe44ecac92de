/** As people write it: "visa 4242" → "Visa 4242". */
export function methodName(method: string): string {
  return method.charAt(0).toUpperCase() + method.slice(1);
}
