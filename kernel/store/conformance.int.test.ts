/**
 * Goal: the embedded store and MongoDB answer services alike. Method: the same suites on the embedded store and, where
 * MONGODB_URI names a replica set, on MongoDB; what MongoDB does is the standard.
 */
import { describe } from "@jest/globals";
import { openStore } from "./open-store.ts";
import { describeAgreement } from "./testing/agreement.ts";
import { aBench, type Engine } from "./testing/bench.ts";
import { describeDurability, describeFaults, describeUnsupported } from "./testing/embedded-only.ts";
import { describeOtherIndexes, describeUniqueIndexes } from "./testing/indexes.ts";
import { describeAggregation, describeReads, describeRelations } from "./testing/models.ts";
import { describeFilters, describeOrders, describeUpdates } from "./testing/operators.ts";
import { describeOptions, describeTransactionOptions } from "./testing/options.ts";
import { describeConflicts, describeSessions, describeTransactions } from "./testing/transactions.ts";
import { describeSchemaTypes, describeTypes } from "./testing/types.ts";
import { describeBatches, describeFindAndModify, describeSaves, describeUpdateResults } from "./testing/writes.ts";

const mongodbUri = process.env["MONGODB_URI"];

const EMBEDDED: Engine = {
  name: "embedded",
  open: () => openStore({ name: "conformance" }),
  discard: (store) => store.close(),
};

const MONGODB: Engine = {
  name: "mongodb",
  open: () => openStore({ name: `conformance_${process.pid}`, mongodbUri }),
  discard: async (store) => {
    await store.connection.dropDatabase();
    await store.close();
  },
};

if (!mongodbUri) {
  // biome-ignore lint/suspicious/noConsole: a skipped engine must be seen in every log of the tests
  console.warn("SKIPPED: the store's conformance suite did not run on MongoDB, because MONGODB_URI is not set.");
}

const SUITES = [
  describeTypes,
  describeSchemaTypes,
  describeFilters,
  describeUpdates,
  describeOrders,
  describeUniqueIndexes,
  describeOtherIndexes,
  describeFindAndModify,
  describeUpdateResults,
  describeBatches,
  describeSaves,
  describeReads,
  describeRelations,
  describeAggregation,
  describeTransactions,
  describeConflicts,
  describeSessions,
  describeOptions,
  describeTransactionOptions,
  describeAgreement,
];

describe.each(mongodbUri ? [EMBEDDED, MONGODB] : [EMBEDDED])("$name", (engine) => {
  const bench = aBench(engine);
  for (const suite of SUITES) suite(bench);
  if (engine.name === "embedded") {
    describeUnsupported(bench);
    describeFaults();
    describeDurability();
  }
});
