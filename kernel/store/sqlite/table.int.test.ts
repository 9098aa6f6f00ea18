/** Goal: the rows at hand are what the file holds, also when writes are undone. Method: one table on a real file, and a group that is lost. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { serialize } from "../bson.ts";
import { Collections } from "./collections.ts";
import { Database } from "./database.ts";
import { encodeKey } from "./encode-key.ts";
import { Group } from "./group.ts";
import type { Table } from "./table.ts";

const ID = encodeKey("a");
const UNTOUCHED = { columns: [], values: [], touchesUnique: false };

let folder: string;
let db: Database;
let group: Group;
let table: Table;

const bytesOf = (count: number): Uint8Array => serialize({ _id: "a", count });
const countNow = (): unknown => table.get(ID)?.doc["count"];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "paywindow-table-"));
  db = new Database(join(folder, "shop.db"));
  group = new Group(db, () => table.forgetAfterRollback());
  table = new Collections("shop", db, group).createTable("counters");
  group.open();
  table.insert(ID, bytesOf(1), []);
  group.flush();
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

test("a row is what was last written to it, and gone when it was deleted", () => {
  group.open();
  table.update(ID, bytesOf(2), UNTOUCHED);
  expect(countNow()).toBe(2);
  table.delete(ID);
  expect(table.get(ID)).toBeUndefined();
  group.flush();
  expect(table.get(ID)).toBeUndefined();
});

test("what a lost group had written is not read any more", () => {
  group.open();
  table.update(ID, bytesOf(2), UNTOUCHED);
  expect(countNow()).toBe(2);
  group.lose(new Error("the disk is full"));
  expect(countNow()).toBe(1);
});
