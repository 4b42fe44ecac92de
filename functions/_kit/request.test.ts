import { describe, expect, it } from "vitest";
import { bodyJson, type Event } from "./request.ts";

/** Only what a body is read from. */
function eventWith(body: string): Event {
  const headers = { "content-type": "application/json" };
  return { headers, body, isBase64Encoded: false } as unknown as Event;
}

describe("a JSON body", () => {
  it("is read as it was sent, in any script", () => {
    const sent = { name: "🦊 鶴", lines: ["a\nb"], nested: { price: 1.5, none: null } };
    expect(bodyJson(eventWith(JSON.stringify(sent)))).toEqual(sent);
  });

  it.each([
    ["half a character", String.raw`{"address":{"name":"a\ud800"}}`, "address.name"],
    ["a NUL", String.raw`{"tags":["\u0000"]}`, "tags.0"],
    ["a NUL in a name", String.raw`{"options":{"\u0000":"x"}}`, "options"],
    ["deep nesting", `{"a":${"[".repeat(50_000)}${"]".repeat(50_000)}}`, "a"],
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
