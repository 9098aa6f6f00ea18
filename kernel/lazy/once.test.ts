/** Made once, unless it failed. */
import { expect, test } from "@jest/globals";
import { once } from "./once.ts";

test("callers at once share one attempt, and a failure is not remembered", async () => {
  let attempts = 0;
  const get = once(async () => {
    attempts++;
    if (attempts === 1) throw new Error("not yet");
    return attempts;
  });
  await expect(Promise.all([get(), get()])).rejects.toThrow("not yet");
  expect(await Promise.all([get(), get()])).toEqual([2, 2]);
});
