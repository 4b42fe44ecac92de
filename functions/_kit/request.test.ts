import { describe, expect, it } from "vitest";
import { bodyJson, type Event } from "./request.ts";

/** Only what a body is read from. */
function eventWith(body: string): Event {
  const headers = { "content-type": "application/json" };
  return { headers, body, isBase64Encoded: false } as unknown as Event;
}

describe("a JSON body", () => {
  it("is read as it was sent, in any script", () => {
    const sent = {
      name: "🦊 鶴",
      lines: ["a\nb", 'says "name": twice', "name"],
      nested: { price: 1.5, none: null, name: "\\" },
      several: [{ name: "{" }, { name: "}" }],
    };
    expect(bodyJson(eventWith(JSON.stringify(sent)))).toEqual(sent);
  });

  it.each([
    ["half a character", String.raw`{"address":{"name":"a\ud800"}}`, "address.name"],
    ["a NUL", String.raw`{"tags":["\u0000"]}`, "tags.0"],
    ["a NUL in a name", String.raw`{"options":{"\u0000":"x"}}`, "options"],
    ["deep nesting", `{"a":${"[".repeat(50_000)}${"]".repeat(50_000)}}`, "a"],
    ["bytes that are no UTF-8", '{"address":{"name":"a\ufffd"}}', "address.name"],
    ["a prototype", '{"tax":{"__proto__":{"standard":1}}}', "tax.__proto__"],
    ["a name that stands there twice", '{"amount":1,"lines":[{"sku":"a"}],"amount":99}', "amount"],
    ["a name twice, in two writings", String.raw`{"a":{"sku":1,"\u0073ku":2}}`, "sku"],
    ["broken JSON", `{"a":`, "body"],
  ])("with %s is refused by its field", (_, body, field) => {
    expect(() => bodyJson(eventWith(body))).toThrow(
      expect.objectContaining({
        code: "VALIDATION_ERROR",
        details: [expect.objectContaining({ field })],
      }),
    );
  });
});
