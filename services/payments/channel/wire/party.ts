import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type KeyFolder, openKeyFolder } from "../../../../kernel/crypto/key-folder.ts";
import type { Clock } from "../../../../kernel/time/clock.ts";

/** What an adapter knows of the party at the other end of its line. */
export interface Party {
  readonly clock: Clock;
  readonly keys: KeyFolder;
  /** `http://127.0.0.1:8083`, without a slash at the end; undefined while nobody says where the parties are. */
  address(): Promise<string | undefined>;
  /** Where the parties are asked to tell results to that come later; absent: they are not asked. */
  readonly noticeUrl?: string;
}

/** The parties of the data folder say where they are, beside their keys; again and again, as they may come back elsewhere. */
const readAddress = async (folder: string): Promise<string | undefined> => {
  try {
    return (await readFile(join(folder, "address"), "utf8")).trim() || undefined;
  } catch {
    return undefined;
  }
};

/** The parties' end of the line: a fixed address, or what the folder of keys says. */
export const partyAt = (
  settings: { readonly outsideUrl?: string; readonly outsideKeysDir: string },
  clock: Clock,
  noticeUrl?: string,
): Party => ({
  ...{ clock, noticeUrl },
  keys: openKeyFolder(settings.outsideKeysDir),
  address: async () => settings.outsideUrl?.replace(/\/+$/, "") ?? readAddress(settings.outsideKeysDir),
});
