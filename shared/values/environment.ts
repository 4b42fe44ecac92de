import { z } from "zod";

/**
 * Reads environment variables once, at cold start: a missing one stops the function before its
 * first request, with every missing name in the message.
 */
export function environment<Shape extends z.ZodRawShape>(
  shape: Shape,
): z.output<z.ZodObject<Shape>> {
  const parsed = z.object(shape).safeParse(process.env);
  if (parsed.success) return parsed.data;
  const names = parsed.error.issues.map((issue) => issue.path.join("."));
  throw new Error(`Environment variables missing or malformed: ${names.join(", ")}`);
}
