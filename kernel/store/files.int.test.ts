/** Goal: files and disks that fail give clear errors and lose nothing that was acknowledged. Method: real files, real processes, a real size limit. */
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";
import { openStore } from "./open-store.ts";
import { aTradeModel, aTradeStore } from "./testing/trade-store.ts";

const { dataDir, withStore } = aTradeStore();

describe("files", () => {
  const node = (code: string, limit = "") =>
    spawnSync("bash", ["-c", `${limit} exec "$0" --input-type=module -e "$1"`, process.execPath, code], {
      encoding: "utf8",
    });
  const module = fileURLToPath(new URL("./open-store.ts", import.meta.url));

  test("a second process is told that the file has an owner, and to use MongoDB", async () => {
    await withStore(async () => {
      const other = node(
        `const { openStore } = await import(${JSON.stringify(module)});
         await openStore({ name: "shop", dataDir: ${JSON.stringify(dataDir())} }).catch((e) => console.log(e.name, e.message));`,
      );
      expect(other.stdout).toContain("StoreLockedError");
      expect(other.stdout).toContain("MONGODB_URI");
    });
  });

  test("a file that is no database, or another program's, is refused and left as it is", async () => {
    const path = join(dataDir(), "shop.db");
    writeFileSync(path, "this is not a database, but long enough to be looked at ".repeat(20));
    await expect(openStore({ name: "shop", dataDir: dataDir() })).rejects.toMatchObject({ name: "StoreCorruptError" });
    expect(readFileSync(path, "utf8")).toContain("not a database");
    rmSync(path);
    const foreign = new DatabaseSync(path);
    foreign.exec("CREATE TABLE theirs (a)");
    foreign.close();
    await expect(openStore({ name: "shop", dataDir: dataDir() })).rejects.toMatchObject({ name: "StoreCorruptError" });
  });

  test("a full disk fails the writes with an error; what was acknowledged stays, and reading goes on", async () => {
    // The shell's file size limit stands for the full disk; without the trap the signal would end the process.
    const child = node(
      `const { openStore } = await import(${JSON.stringify(module)});
       const { Schema } = (await import("mongoose")).default;
       const store = await openStore({ name: "shop", dataDir: ${JSON.stringify(dataDir())} });
       const Note = store.connection.model("Note", new Schema({ _id: Number, text: String }));
       await store.ready();
       let acknowledged = 0, error;
       for (let n = 0; n < 10000 && !error; n++) {
         await Note.create({ _id: n, text: "x".repeat(2000) }).then(() => { acknowledged++; }, (e) => { error = e; });
       }
       const inTransaction = await store.transaction(() => Note.create({ _id: -1, text: "y".repeat(9000) })).catch((e) => e);
       console.log(JSON.stringify({ acknowledged, name: error?.name, message: error?.message, second: inTransaction.name, count: await Note.countDocuments() }));
       process.exit(0);`,
      "trap '' XFSZ; ulimit -f 600;",
    );
    const { acknowledged, ...rest } = JSON.parse(child.stdout) as { acknowledged: number; count: number };
    expect(rest).toMatchObject({ name: "StoreError", second: "StoreError", count: acknowledged });
    expect(acknowledged).toBeGreaterThan(10);
    const store = await openStore({ name: "shop", dataDir: dataDir() });
    expect(await store.connection.collection("notes").countDocuments({})).toBe(acknowledged);
    await store.close();
  });

  test("a closed store refuses operations", async () => {
    const store = await openStore({ name: "shop", dataDir: dataDir() });
    const Trade = aTradeModel(store);
    await store.ready();
    await store.close();
    await expect(Trade.collection.findOne({})).rejects.toThrow("closed");
  });
});
