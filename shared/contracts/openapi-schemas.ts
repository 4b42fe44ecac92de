import { z } from "zod";

export type Schema = Record<string, unknown>;

/** Where the document keeps what schemas share. */
const COMPONENTS = "#/components/schemas/";

const defs = z.looseObject({
  $schema: z.unknown().optional(),
  $defs: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
});

/**
 * Turns contracts' schemas into JSON Schema 2020-12, the dialect of OpenAPI 3.1. It is the wire
 * that is described, and that is the input side for bodies and for responses too, because a
 * response leaves through its schema backwards: money is a decimal number in both.
 * What has a meta id is collected in `components` and referred to.
 */
export class Schemas {
  readonly components: Record<string, Schema> = {};

  of(schema: z.ZodType): Schema {
    return this.#convert(schema, "input");
  }

  /**
   * The properties of a query or path. All of it travels as text; what is read as a whole number
   * is described as one, with its bounds and its default.
   */
  parameters(schema: z.ZodType): { name: string; schema: Schema; required: boolean }[] {
    const wire = object.parse(this.#convert(schema, "input"));
    const read = object.parse(this.#convert(schema, "output"));
    return Object.entries(wire.properties).map(([name, sent]) => {
      const meant = read.properties[name];
      const whole = meant?.["type"] === "integer" ? meant : sent;
      return { name, schema: whole, required: wire.required.includes(name) };
    });
  }

  #convert(schema: z.ZodType, io: "input" | "output"): Schema {
    const converted = z.toJSONSchema(schema, { io, unrepresentable: "any", override: simplify });
    const { $schema: _, $defs = {}, ...rest } = defs.parse(redirect(converted));
    if (io === "input") Object.assign(this.components, $defs);
    return rest;
  }
}

const object = z.object({
  properties: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  required: z.array(z.string()).default([]),
});

/** A named format says enough; the pattern behind it says nothing to people. */
function simplify({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
}

/** Zod refers to `#/$defs/Order`, the document to `#/components/schemas/Order`. */
function redirect(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(redirect);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [
      name,
      name === "$ref" && typeof part === "string"
        ? part.replace(/^#\/\$defs\//, COMPONENTS)
        : redirect(part),
    ]),
  );
}

/** Points at a schema among the document's components. */
export function reference(name: string): Schema {
  return { $ref: COMPONENTS + name };
}
