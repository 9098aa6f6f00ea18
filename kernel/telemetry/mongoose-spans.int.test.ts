/** The goal: a store's work is part of the trace, and tells no data. The method: a real store and an exporter in memory. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { InMemorySpanExporter } from "@opentelemetry/sdk-trace";
import { type Model, Schema } from "mongoose";
import { openStore, type Store } from "../store/open-store.ts";
import { traceStore } from "./mongoose-spans.ts";
import { withSpan } from "./spans.ts";
import { startTracing, type Tracing } from "./tracing.ts";

interface Note {
  _id: string;
  text: string;
}

let store: Store;
let notes: Model<Note>;
let exporter: InMemorySpanExporter;
let tracing: Tracing;

beforeEach(async () => {
  exporter = new InMemorySpanExporter();
  tracing = await startTracing({ service: "test", exporter });
  store = traceStore(await openStore({ name: "traced", mongodbUri: process.env["MONGODB_URI"] }));
  notes = store.connection.model<Note>("Note", new Schema<Note>({ _id: String, text: String }), "notes");
  await store.ready();
  exporter.reset();
});

afterEach(async () => {
  await store.connection.dropDatabase().catch(() => {});
  await store.close();
  await tracing.stop();
});

const names = () => exporter.getFinishedSpans().map(({ name }) => name);

describe("a traced store", () => {
  test("makes a span of each operation under the active one, with no data in it", async () => {
    await withSpan("handler", "server", {}, async () => {
      await notes.create({ _id: "a", text: "hunter2" });
      await notes.findById("a");
      await notes.find({ text: "hunter2" }).lean();
      await notes.updateOne({ _id: "a" }, { text: "hunter3" });
      await notes.findOneAndUpdate({ _id: "a" }, { text: "hunter4" });
      await notes.countDocuments({});
      await notes.aggregate([{ $match: { text: "hunter4" } }]);
      await notes.deleteOne({ _id: "a" });
    });
    const operations = [
      "insertOne",
      "findOne",
      "find",
      "updateOne",
      "findOneAndUpdate",
      "countDocuments",
      "aggregate",
      "deleteOne",
    ];
    expect(names()).toEqual([...operations.map((operation) => `${operation} notes`), "handler"]);
    const spans = exporter.getFinishedSpans();
    const handler = spans.at(-1);
    expect(new Set(spans.slice(0, -1).map((span) => span.parentSpanContext?.spanId))).toEqual(
      new Set([handler?.spanContext().spanId]),
    );
    expect(JSON.stringify(spans.map(({ attributes, events, status }) => [attributes, events, status]))).not.toContain(
      "hunter",
    );
  });

  test("a transaction is a span around its operations, and its result is handed on", async () => {
    const result = await withSpan("handler", "server", {}, () =>
      store.transaction(async (session) => {
        await notes.create([{ _id: "a", text: "x" }], { session });
        return "done";
      }),
    );
    expect(result).toBe("done");
    const spans = exporter.getFinishedSpans();
    const transaction = spans.find(({ name }) => name === "transaction");
    const insert = spans.find(({ name }) => name.endsWith(" notes"));
    expect(insert?.parentSpanContext?.spanId).toBe(transaction?.spanContext().spanId);
  });

  test("an error passes, and its text stays out of the span", async () => {
    await notes.create({ _id: "hunter2", text: "x" });
    await expect(
      withSpan("handler", "server", {}, () => notes.create({ _id: "hunter2", text: "y" })),
    ).rejects.toMatchObject({ code: 11000 });
    const insert = exporter.getFinishedSpans().find(({ name }) => name === "insertOne notes");
    expect(insert?.attributes).toHaveProperty(["error.type"]);
    expect(JSON.stringify([insert?.attributes, insert?.events, insert?.status])).not.toContain("hunter2");
  });

  test("outside of a recorded span it makes none", async () => {
    await notes.create({ _id: "a", text: "x" });
    await store.transaction(async () => notes.find({}));
    expect(names()).toEqual([]);
  });
});
