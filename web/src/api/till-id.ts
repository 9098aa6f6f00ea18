import { mintTillId } from "./mint.ts";
import { stored } from "./stored.ts";

/** This browser's till: named once, and kept. */
export const tillId = (): string => {
  const store = stored<string>(() => localStorage, "paywindow.till-id");
  const known = store.read();
  if (known) return known;
  const minted = mintTillId();
  store.write(minted);
  return minted;
};
