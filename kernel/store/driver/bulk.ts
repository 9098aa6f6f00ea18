import mongoose, { mongo } from "mongoose";
import { UnsupportedFeatureError } from "../errors.ts";
import type { Doc } from "../query/value.ts";
import { changeOf, deleteDocuments, insertDocument, type Place, updateDocuments } from "./operations.ts";
import { type Options, queryOf, refuseUnsupported } from "./options.ts";

/** The result document behind BulkWriteResult. */
interface BulkCounts {
  ok: 1;
  writeErrors: WriteError[];
  writeConcernErrors: [];
  insertedIds: { index: number; _id: unknown }[];
  nInserted: number;
  nUpserted: number;
  nMatched: number;
  nModified: number;
  nRemoved: number;
  upserted: { index: number; _id: unknown }[];
}

type BulkWriteResultConstructor = new (counts: BulkCounts, isOrdered: boolean) => mongo.BulkWriteResult;
type BulkWriteErrorConstructor = new (error: Doc, result: mongo.BulkWriteResult) => mongo.MongoBulkWriteError;

const MongoBulkWriteError = mongo.MongoBulkWriteError as unknown as BulkWriteErrorConstructor;
/** The MongoDB driver's class, which it does not export itself. */
export const { BulkWriteResult } = (
  mongoose as unknown as { driver: { get(): { BulkWriteResult: BulkWriteResultConstructor } } }
).driver.get();

/** One failed operation of a bulk, with the fields of the MongoDB driver's WriteError. */
class WriteError {
  readonly err: { index: number; code: number; errmsg: string; keyPattern?: unknown; keyValue?: unknown; op: unknown };

  constructor(err: WriteError["err"]) {
    this.err = err;
  }

  get code(): number {
    return this.err.code;
  }

  get index(): number {
    return this.err.index;
  }

  get errmsg(): string {
    return this.err.errmsg;
  }

  getOperation(): unknown {
    return this.err.op;
  }

  toJSON(): object {
    return this.err;
  }
}

/** Runs the operations one after another: ordered stops at the first error, unordered goes on; both tell all errors at the end. */
export async function bulkWrite(
  place: Place,
  operations: readonly Doc[],
  options: Options,
): Promise<mongo.BulkWriteResult> {
  const isOrdered = options?.["ordered"] !== false;
  const counts = nothingDone();
  const { engine, transaction } = place;
  const groups = new Set<Promise<void> | undefined>();
  const runNext = (operation: Doc, index: number) => {
    try {
      runOne(place, operation, index, counts);
    } finally {
      groups.add(engine.settled());
    }
  };
  for (const [index, operation] of operations.entries()) {
    try {
      // Each operation stands alone; the group makes them share a commit.
      await engine.execute(transaction, () => runNext(operation, index), false);
    } catch (error) {
      if (!(error instanceof mongo.MongoServerError) || error.hasErrorLabel("TransientTransactionError")) throw error;
      counts.writeErrors.push(writeErrorOf(error, index, operation));
      if (isOrdered || transaction !== null) break;
    }
  }
  if (transaction === null) await Promise.all(groups);
  const result = new BulkWriteResult(counts, isOrdered);
  if (counts.writeErrors.length > 0) throw bulkError(counts, result);
  return result;
}

function nothingDone(): BulkCounts {
  return {
    ok: 1,
    writeErrors: [],
    writeConcernErrors: [],
    insertedIds: [],
    nInserted: 0,
    nUpserted: 0,
    nMatched: 0,
    nModified: 0,
    nRemoved: 0,
    upserted: [],
  };
}

function bulkError(counts: BulkCounts, result: mongo.BulkWriteResult): Error {
  const first = counts.writeErrors[0] as WriteError;
  const shape = { message: first.errmsg, code: first.code, writeErrors: counts.writeErrors };
  return new MongoBulkWriteError(shape, result);
}

function writeErrorOf(error: mongo.MongoServerError, index: number, operation: Doc): WriteError {
  const { keyPattern, keyValue } = error as { keyPattern?: unknown; keyValue?: unknown };
  const written = (operation["insertOne"] as Doc | undefined)?.["document"] ?? operation;
  return new WriteError({ index, code: Number(error.code), errmsg: error.message, keyPattern, keyValue, op: written });
}

function runOne(place: Place, operation: Doc, index: number, counts: BulkCounts): void {
  const [name] = Object.keys(operation);
  const model = operation[name as string] as Doc;
  refuseUnsupported(model);
  switch (name) {
    case "insertOne":
      counts.insertedIds.push({ index, _id: insertDocument(place, model["document"] as Doc) });
      counts.nInserted++;
      return;
    case "updateOne":
    case "updateMany":
    case "replaceOne":
      runUpdate(place, name, model, index, counts);
      return;
    case "deleteOne":
    case "deleteMany":
      counts.nRemoved += deleteDocuments(place, queryOf(model["filter"], model), name === "deleteMany");
      return;
    default:
      throw new UnsupportedFeatureError(`the bulk operation ${name}`);
  }
}

function runUpdate(place: Place, name: string, model: Doc, index: number, counts: BulkCounts): void {
  const isReplacement = name === "replaceOne";
  const change = changeOf(isReplacement ? model["replacement"] : model["update"], model, isReplacement);
  const result = updateDocuments(place, queryOf(model["filter"], model), change, name === "updateMany");
  counts.nMatched += result.matchedCount;
  counts.nModified += result.modifiedCount;
  if (result.upsertedId === null) return;
  counts.upserted.push({ index, _id: result.upsertedId });
  counts.nUpserted++;
}
