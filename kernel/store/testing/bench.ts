/** What the suites run on: an open store of one engine, and fresh collections and models in it. */
import { afterAll, beforeAll } from "@jest/globals";
import { type mongo, Schema, type Types } from "mongoose";
import type { Store } from "../open-store.ts";
import type { Doc } from "../query/value.ts";

/** A document of a collection without a schema. */
export interface Row {
  _id?: string | number | bigint | Date | Doc | Types.ObjectId | mongo.Binary;
  [field: string]: unknown;
}

/** One engine that the suites run on. */
export interface Engine {
  readonly name: "embedded" | "mongodb";
  /** Opens a store that nobody else uses. */
  open(): Promise<Store>;
  /** Closes it and removes what it stored. */
  discard(store: Store): Promise<void>;
}

/** An engine's open store inside a describe block. */
export interface Bench {
  readonly engine: Engine["name"];
  /** The store; valid inside tests and hooks. */
  store(): Store;
  /** A model name that no other test uses. */
  name(base: string): string;
  /** An empty collection without a schema: what is written is what the test says. */
  collection(...docs: Row[]): Promise<mongo.Collection<Row>>;
}

let names = 0;

/** Opens the engine's store before the tests of the enclosing describe block and discards it after them. */
export function aBench(engine: Engine): Bench {
  let store: Store | undefined;
  beforeAll(async () => {
    store = await engine.open();
  });
  afterAll(async () => {
    if (store) await engine.discard(store);
  });
  const current = () => {
    if (!store) throw new Error("The store is open inside tests only");
    return store;
  };
  const name = (base: string) => `${base}${++names}`;
  return {
    engine: engine.name,
    store: current,
    name,
    collection: (...docs) => aCollection(current(), name("any"), docs),
  };
}

async function aCollection(store: Store, name: string, docs: Row[]): Promise<mongo.Collection<Row>> {
  const anything = new Schema({ _id: Schema.Types.Mixed }, { strict: false, versionKey: false });
  const model = store.connection.model(name, anything, name);
  await model.init();
  const collection = model.collection as unknown as mongo.Collection<Row>;
  if (docs.length > 0) await collection.insertMany(docs);
  return collection;
}

/** An update of a collection without a schema: the driver's types know only declared fields. */
export function change(update: Doc): mongo.UpdateFilter<Row> {
  return update;
}

/** A value in a form that Jest compares by content: bytes and ids as text, whatever class carries them. */
export function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== "object" || value === null || value instanceof Date || value instanceof RegExp) return value;
  const { _bsontype: type } = value as { _bsontype?: string };
  if (ArrayBuffer.isView(value)) return `bytes ${bytesOf(value).toString("hex")}`;
  if (type === "Binary") return `bytes ${(value as mongo.Binary).toString("hex")}`;
  if (type === "Long") return (value as mongo.Long).toBigInt();
  if (type !== undefined) return `${type} ${String(value)}`;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, comparable(field)]));
}

function bytesOf(view: ArrayBufferView): Buffer {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength);
}

/** The error that a promise rejects with; fails where it resolves. */
export async function rejection<T extends object>(promise: Promise<unknown>): Promise<T> {
  try {
    await promise;
  } catch (error) {
    return error as T;
  }
  throw new Error("expected a rejection");
}
