/**
 * Goal: a payment code that a phone plays is read at the till. Method: the codec both ways through WAV files; `testing/counter.wav` is a recording of
 * 281234567890123456 as it stands across a counter: a quarter of the loudness, two echoes, hiss and mains hum, 16 kHz.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, expect, jest, test } from "@jest/globals";
import { SAMPLE_RATE } from "./sample-rate.ts";
import { openSoundCoder, type SoundCoder } from "./sound-coder.ts";
import { readWav, writeWav } from "./testing/wav.ts";
import { framer } from "./to-frames.ts";

const CODE = "281234567890123456";
const RECORDING = join(import.meta.dirname, "testing/counter.wav");

let coder: SoundCoder;
beforeAll(async () => {
  coder = await openSoundCoder();
});

afterEach(() => {
  jest.restoreAllMocks();
});

/** What an ear hears of samples that come in pieces, with silence after them. */
const heardOf = (samples: Float32Array, sampleRate: number, pieceLength: number): string[] => {
  const ear = coder.openEar(sampleRate);
  const heard: string[] = [];
  const all = new Float32Array(samples.length + sampleRate);
  all.set(samples);
  for (let from = 0; from < all.length; from += pieceLength) {
    const code = ear.hear(all.slice(from, from + pieceLength));
    if (code) heard.push(code);
  }
  ear.close();
  return heard;
};

test.each(["281234567890123456", "2512345678901234", "301234567890123456789012"])(
  "Y3: %s goes through a WAV file and is heard once",
  (code) => {
    const { samples, sampleRate } = readWav(writeWav(coder.sound(code), SAMPLE_RATE));
    expect(heardOf(samples, sampleRate, 1024)).toEqual([code]);
  },
);

test("Y3: it takes less than two and a half seconds to play, and never clips", () => {
  const samples = coder.sound(CODE);
  expect(samples.length / SAMPLE_RATE).toBeLessThan(2.5);
  expect(samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)).toBeLessThan(1);
});

test.each([128, 1000])("Y3: the recording is heard in pieces of %i samples", (pieceLength) => {
  const { samples, sampleRate } = readWav(readFileSync(RECORDING));
  expect(heardOf(samples, sampleRate, pieceLength)).toEqual([CODE]);
});

test.each([16_000, 44_100, 48_000])("Y3: a microphone of %i Hz hears it", (sampleRate) => {
  const cutter = framer(SAMPLE_RATE, sampleRate, 128);
  const sound = Float32Array.from(cutter.take(coder.sound(CODE)).flatMap((frame) => [...frame]));
  expect(heardOf(sound, sampleRate, 128)).toEqual([CODE]);
});

test("Y3: two codes one after the other are both heard", () => {
  const other = "289999999900000001";
  const both = Float32Array.from([...coder.sound(CODE), ...new Float32Array(SAMPLE_RATE), ...coder.sound(other)]);
  expect(heardOf(both, SAMPLE_RATE, 1024)).toEqual([CODE, other]);
});

test("Y3: what is no payment code is not heard as one, nor is noise", () => {
  expect(heardOf(coder.sound("hello"), SAMPLE_RATE, 1024)).toEqual([]);
  const noise = Float32Array.from({ length: SAMPLE_RATE }, (_, index) => ((index * 7919) % 1000) / 1000 - 0.5);
  expect(heardOf(noise, SAMPLE_RATE, 1024)).toEqual([]);
});

test("no payment code is printed", () => {
  const printed = [jest.spyOn(process.stdout, "write"), jest.spyOn(process.stderr, "write")];
  const logged = [jest.spyOn(console, "log"), jest.spyOn(console, "error"), jest.spyOn(console, "warn")];
  expect(heardOf(coder.sound(CODE), SAMPLE_RATE, 1024)).toEqual([CODE]);
  for (const spy of [...printed, ...logged]) expect(spy).not.toHaveBeenCalled();
});
