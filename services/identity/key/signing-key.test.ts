/** When keys take turns. */
import { describe, expect, test } from "@jest/globals";
import { plusMs } from "../../../kernel/time/clock.ts";
import { currentKey, dueGeneration, isRetired, type SigningKey } from "./signing-key.ts";

const now = new Date("2030-01-01T00:00:00Z");
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const aKey = (generation: number, activeSinceMs: number, sealedBy = ""): SigningKey => ({
  ...{ _id: `key${generation}${sealedBy}`, publicKey: "x", privateKey: Buffer.from("k"), sealedBy, generation },
  activeTime: plusMs(now, -activeSinceMs),
});

describe("generations", () => {
  test("the first key is due at once and signs at once", () => {
    expect(dueGeneration([], now)).toEqual({ generation: 1, activeTime: now });
  });

  test("a key of less than 30 days has no successor", () => {
    expect(dueGeneration([aKey(1, 30 * DAY - 1)], now)).toBeUndefined();
  });

  test("after 30 days the next is published and signs 15 minutes later", () => {
    expect(dueGeneration([aKey(1, 30 * DAY)], now)).toEqual({ generation: 2, activeTime: plusMs(now, 15 * MINUTE) });
  });

  test("until the new key is active the old one signs, and no third is made", () => {
    const keys = [aKey(1, 30 * DAY), aKey(2, -1)];
    expect(currentKey(keys, now)?.generation).toBe(1);
    expect(currentKey(keys, plusMs(now, 1))?.generation).toBe(2);
    expect(dueGeneration(keys, now)).toBeUndefined();
  });

  test.each([
    ["its successor signs for less than a token's life and a minute", [aKey(2, 16 * MINUTE - 1)], false],
    ["every token that it signed has ended", [aKey(2, 16 * MINUTE)], true],
    ["only another sealing key's successor is that old", [aKey(2, DAY, "other")], false],
  ])("a key is retired: %s → %s", (_when, successors, retired) => {
    const key = aKey(1, 31 * DAY);
    expect(isRetired(key, [key, ...successors], now)).toBe(retired);
  });
});
