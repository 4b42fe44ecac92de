import { describe, expect, it } from "vitest";
import { ERROR_STATUS } from "#values/error-codes";
import type { Endpoint } from "./endpoint.ts";
import { endpoints } from "./index.ts";
import { describe as openapi } from "./openapi.ts";

// The document is examined from outside, as any client reads it.
// oxlint-disable-next-line typescript/no-explicit-any -- JSON of every shape.
const document: any = JSON.parse(JSON.stringify(openapi(endpoints, "1.2.3")));
const all: readonly Endpoint[] = endpoints;
const described = all.filter((one) => one.method !== "ANY");

const operationOf = (endpoint: Endpoint) =>
  document.paths[endpoint.path.replace(/:(\w+)/g, "{$1}")]?.[endpoint.method.toLowerCase()];
const byId = (id: string) => operationOf(described.find((one) => one.id === id) as Endpoint);

function walk(value: unknown, visit: (node: Record<string, unknown>) => void): void {
  if (Array.isArray(value)) for (const one of value) walk(one, visit);
  else if (typeof value === "object" && value !== null) {
    visit(value as Record<string, unknown>);
    for (const one of Object.values(value)) walk(one, visit);
  }
}

describe("openapi.json", () => {
  it("describes every endpoint once and nothing else", () => {
    const operations = Object.values(document.paths).flatMap((one) => Object.values(one as object));

    expect(operations).toHaveLength(described.length);
    expect(new Set(operations.map((one) => one.operationId))).toEqual(
      new Set(described.map((one) => one.id)),
    );
    expect(described.length).toBeGreaterThan(25);
    expect(all.length - described.length).toBe(1);
  });

  it.each(described.map((one) => [one.id, one] as const))(
    "gives %s its parameters, its success and its errors",
    (_id, endpoint) => {
      const operation = operationOf(endpoint);
      const inPath = (operation.parameters ?? []).filter(
        (one: { in: string }) => one.in === "path",
      );

      expect(inPath.map((one: { name: string }) => `:${one.name}`)).toEqual(
        endpoint.path.match(/:\w+/g) ?? [],
      );
      expect(operation.responses[endpoint.status].description).toBeTruthy();
      for (const code of endpoint.errors) {
        const response = operation.responses[ERROR_STATUS[code]];
        expect(response.content["application/json"].examples).toHaveProperty(code);
      }
    },
  );

  it("says what a file is, and keeps the envelope for its errors", () => {
    const { responses } = byId("orders.getInvoice");
    expect(responses[200].content).toEqual({ "application/pdf": {} });
    expect(Object.keys(responses[409].content)).toEqual(["application/json"]);
  });

  it("resolves every reference within itself", () => {
    const references: string[] = [];
    walk(document, (node) => {
      if (typeof node["$ref"] === "string") references.push(node["$ref"]);
    });

    const names = Object.keys(document.components.schemas);
    expect(references.length).toBeGreaterThan(10);
    for (const one of new Set(references)) {
      expect(names).toContain(one.replace("#/components/schemas/", ""));
    }
  });

  it("speaks OpenAPI 3.1 without what only zod understands", () => {
    walk(document, (node) => {
      expect(node).not.toHaveProperty("$defs");
      expect(node).not.toHaveProperty("$schema");
    });
    expect(document.openapi).toBe("3.1.0");
    expect(document.info.version).toBe("1.2.3");
  });

  it("describes money as the wire has it, in requests and in answers", () => {
    const { Product, ProductCreate } = document.components.schemas;

    expect(Product.properties.price.type).toBe("number");
    expect(ProductCreate.properties.variants.items.properties.price.type).toBe("number");
  });

  it("asks only for what a caller must send", () => {
    const { ProductCreate } = document.components.schemas;

    expect(ProductCreate.required).toEqual(["name", "category", "variants"]);
    expect(byId("auth.logout").requestBody.required).toBe(false);
    expect(byId("auth.login").requestBody.required).toBe(true);
  });

  it("describes pages as whole numbers with their bounds", () => {
    const page = byId("catalog.listProducts").parameters.find(
      (one: { name: string }) => one.name === "page",
    );

    expect(page).toMatchObject({
      in: "query",
      required: false,
      schema: { type: "integer", minimum: 1, maximum: 10_000, default: 1 },
    });
  });

  it("says how callers prove who they are", () => {
    expect(byId("catalog.getProduct").security).toEqual([]);
    expect(byId("cart.setItem").security).toEqual([{ bearer: [] }, { csrf: [] }]);
    expect(byId("orders.list").security).toEqual([{ bearer: [] }, { session: [] }]);
    expect(byId("admin.createFulfilment").security).toEqual([
      { bearer: [] },
      { session: [], csrf: [] },
    ]);
    expect(byId("webhooks.stripe").security).toEqual([]);
  });

  it("asks for an idempotency key where the contract does", () => {
    expect(byId("checkout.create").parameters).toContainEqual(
      expect.objectContaining({ name: "Idempotency-Key", in: "header", required: true }),
    );
  });
});
