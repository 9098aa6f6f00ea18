/** Goal: whatever a network does to a stream, the blocks come out whole and in order. Method: streams made of blocks and noise, cut at every place that chance picks. */
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { BlockTooLong, frameBlock, MAX_BLOCK_BYTES, mllpFrames } from "./mllp-frames.ts";

const blockBytes = fc
  .uint8Array({ maxLength: 40 })
  .map((bytes) => Buffer.from(bytes.filter((byte) => byte !== 0x0b && byte !== 0x1c)));
const noise = fc.constantFrom("", "\r", "\n", "\r\n", "  ", "hello");

test("V12: blocks come out as they were framed, however the stream is split", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(noise, blockBytes), { maxLength: 6 }), fc.array(fc.nat(300)), (sent, cuts) => {
      const stream = Buffer.concat(sent.flatMap(([before, block]) => [Buffer.from(before), frameBlock(block)]));
      const places = [...new Set(cuts.map((cut) => Math.min(cut, stream.length)))].sort((a, b) => a - b);
      const frames = mllpFrames();
      const got = [0, ...places].flatMap((from, index) =>
        frames.push(stream.subarray(from, places[index] ?? stream.length)),
      );
      expect(got.map((block) => block.toString("hex"))).toEqual(sent.map(([, block]) => block.toString("hex")));
      expect(frames.pendingBytes).toBe(0);
    }),
  );
});

test("V12: a block without its last <CR> is whole, and one that was begun anew is the second", () => {
  const frames = mllpFrames();
  expect(frames.push(Buffer.from("\x0bone\x1c\x0btw"))).toEqual([Buffer.from("one")]);
  expect(frames.push(Buffer.from("\x0bthree\x1c\r"))).toEqual([Buffer.from("three")]);
});

test("a block may be as long as the bound, and not longer", () => {
  const frames = mllpFrames();
  const half = Buffer.alloc(MAX_BLOCK_BYTES / 2, 65);
  frames.push(Buffer.from("\x0b"));
  frames.push(half);
  expect(frames.push(Buffer.concat([half, Buffer.from("\x1c")]))[0]).toHaveLength(MAX_BLOCK_BYTES);
  frames.push(Buffer.concat([Buffer.from("\x0b"), half]));
  frames.push(half);
  expect(() => frames.push(Buffer.from("A"))).toThrow(BlockTooLong);
});

test("what is pushed is kept by itself: the socket may use its buffer again", () => {
  const frames = mllpFrames();
  const buffer = Buffer.from("\x0babc");
  frames.push(buffer);
  buffer.fill(0);
  expect(frames.push(Buffer.from("\x1c"))).toEqual([Buffer.from("abc")]);
});
