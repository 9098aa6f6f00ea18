/** Frames are the same samples, however they were cut, and a ramp stays a ramp at another rate. */
import { expect, test } from "@jest/globals";
import { framer } from "./to-frames.ts";

const framesOf = (samples: number[], pieceLength: number, fromRate: number, toRate: number): number[][] => {
  const cutter = framer(fromRate, toRate, 4);
  const frames: number[][] = [];
  for (let from = 0; from < samples.length; from += pieceLength) {
    const piece = Float32Array.from(samples.slice(from, from + pieceLength));
    frames.push(...cutter.take(piece).map((frame) => [...frame]));
  }
  return frames;
};

const ramp = Array.from({ length: 12 }, (_, index) => index);

test.each([1, 3, 4, 5, 12])("the same rate, in pieces of %i: the same samples", (pieceLength) => {
  expect(framesOf(ramp, pieceLength, 48_000, 48_000)).toEqual([ramp.slice(0, 4), ramp.slice(4, 8), ramp.slice(8, 12)]);
});

test.each([1, 5, 12])("twice the rate, in pieces of %i: the values between", (pieceLength) => {
  const frames = framesOf(ramp, pieceLength, 24_000, 48_000);
  expect(frames.flat().slice(0, 20)).toEqual(Array.from({ length: 20 }, (_, index) => index / 2));
});

test("half the rate: every second value", () => {
  expect(framesOf(ramp, 5, 96_000, 48_000)).toEqual([[0, 2, 4, 6]]);
});

test("no samples are no frames", () => {
  expect(framer(48_000, 48_000, 4).take(new Float32Array(0))).toEqual([]);
});
