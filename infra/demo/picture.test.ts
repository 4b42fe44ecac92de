import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { readPictures } from "./emoji.ts";
import { makePicture, PICTURE_SIZE, tintOf } from "./picture.ts";

const pictureOf = readPictures();

async function pictureFor(hexcode: string) {
  const file = pictureOf(hexcode);
  if (!file) throw new Error(`No picture of ${hexcode}.`);
  return makePicture(file);
}

describe("a figurine's picture", () => {
  it.each([
    ["the fox", "1F98A"],
    ["the glasses, which are wide", "1F453"],
    ["the thermometer, which is tall", "1F321-FE0F"],
    ["the rocket", "1F680"],
  ])("of %s is 240 px square, with the foot on the bottom line", async (_, hexcode) => {
    const { webp } = await pictureFor(hexcode);
    const { data, info } = await sharp(webp)
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([PICTURE_SIZE, PICTURE_SIZE]);
    const lastRow = data.subarray((PICTURE_SIZE - 1) * PICTURE_SIZE * 4);
    const visible = lastRow.filter((value, index) => index % 4 === 3 && value > 0);
    expect(visible.length).toBeGreaterThan(0);
  });

  it("is never enlarged", async () => {
    const small = await sharp({
      create: { width: 40, height: 20, channels: 4, background: "#e40" },
    })
      .extend({ top: 10, bottom: 10, background: "#0000" })
      .webp({ lossless: true })
      .toBuffer();
    const { webp } = await makePicture(small);
    const { info } = await sharp(webp).trim().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([40, 20]);
  });
});

describe("the tint", () => {
  it.each([
    ["fox", "1F98A", 51, 0.131],
    ["octopus", "1F419", 7, 0.155],
    ["whale", "1F40B", 244, 0.126],
    ["T-Rex", "1F996", 158, 0.142],
    ["compass", "1F9ED", 77, 0.068],
    ["motor scooter", "1F6F5", 11, 0.17],
  ])("of the %s is the drawings'", async (_, hexcode, hue, chroma) => {
    const { tint } = await pictureFor(hexcode);
    expect(Math.abs(tint.hue - hue)).toBeLessThanOrEqual(2);
    expect(Math.abs(tint.chroma - chroma)).toBeLessThanOrEqual(0.004);
  });

  it("follows the larger colour of two, and is capped", () => {
    const red = [255, 0, 0, 255];
    const blue = [0, 0, 255, 255];
    const pixels = [red, blue, red].flatMap((pixel) => Array.from({ length: 20 }, () => pixel));
    expect(tintOf(Uint8Array.from(pixels.flat()))).toEqual({ hue: 29, chroma: 0.17 });
  });

  it("of grey is none, and transparent pixels do not count", () => {
    const { chroma } = tintOf(Uint8Array.from([128, 128, 128, 255, 255, 0, 0, 0]));
    expect(chroma).toBe(0);
  });
});
