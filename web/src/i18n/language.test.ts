/** A first visit is in the language that the browser asks for, as far as the pages speak it. */
import { expect, test } from "@jest/globals";
import { languageFor } from "./language.ts";

test.each([
  [["en-US", "en"], "en"],
  [["en"], "en"],
  [["de-DE", "en-GB", "zh"], "en"],
  [["zh-TW", "en"], "zh-CN"],
  [["fr"], "zh-CN"],
  [[], "zh-CN"],
])("%j: %s", (preferred, language) => expect(languageFor(preferred)).toBe(language));
