/** A page that is opened without a network goes by the platform's clock as it was last told. Method: a storage in memory, and the module loaded anew. */
import { afterEach, expect, jest, test } from "@jest/globals";

const loadPage = async (texts: Map<string, string>) => {
  const localStorage = {
    getItem: (key: string) => texts.get(key) ?? null,
    setItem: (key: string, text: string) => void texts.set(key, text),
  };
  Object.defineProperty(globalThis, "localStorage", { configurable: true, value: localStorage });
  jest.resetModules();
  return import("./reachability.ts");
};

afterEach(() => {
  Reflect.deleteProperty(globalThis, "localStorage");
});

test("Y12: what the server's clock says beside this machine's outlives the page", async () => {
  const texts = new Map<string, string>();
  const page = await loadPage(texts);
  expect(page.serverOffset.get()).toBeUndefined();
  page.noteServerOffset(-90_000);
  const reloaded = await loadPage(texts);
  expect(reloaded).not.toBe(page);
  expect(reloaded.serverOffset.get()).toBe(-90_000);
});
