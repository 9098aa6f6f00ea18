import { createHash, randomBytes } from "node:crypto";
import { type Caller, serviceCaller } from "../../../kernel/auth/caller.ts";
import type { Client } from "../../../kernel/contract/contract.ts";
import { createSeal } from "../../../kernel/crypto/seal.ts";
import { listen } from "../../../kernel/events/event.ts";
import { aKey, startTestNode, startTestNodes, type TestNode } from "../../../kernel/harness/test-node.ts";
import { defineService, type RunningService, type ServiceModule } from "../../../kernel/node/service-module.ts";
import type { Job } from "../../../kernel/scheduler/scheduler.ts";
import type { Store } from "../../../kernel/store/open-store.ts";
import { type FixedClock, fixedClock } from "../../../kernel/time/clock.ts";
import { PaymentsServiceDefinition } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { sealCardToken } from "../card/card-model.ts";
import type { Channel, Channels } from "../channel/channel.ts";
import { tradeClosed, tradePaid, tradeRefunded, tradeRefundReturned, tradeReversed } from "../events.ts";
import { fundingOf, walletOf } from "../ledger/ledger.ts";
import { type AccountRow, type EntryRow, type HoldRow, ledgerModels } from "../ledger/ledger-model.ts";
import { openLedger } from "../ledger/open-ledger.ts";
import { startPayments } from "../payments.service.ts";
import { MERCHANT, SHOPPER_1, SHOPPER_2, STORE } from "./builders.ts";

/** The people and programs of the tests. */
export const callers = {
  shopper1: { kind: "user", id: SHOPPER_1 },
  shopper2: { kind: "user", id: SHOPPER_2 },
  cashier: { kind: "staff", id: "stf_democashier1", tenantId: MERCHANT, siteIds: [STORE], roles: ["cashier"] },
  /** Works for the demo's merchant, in another of its stores. */
  elsewhere: {
    kind: "staff",
    id: "stf_elsewhere1",
    tenantId: MERCHANT,
    siteIds: ["str_elsewhere1"],
    roles: ["manager"],
  },
  /** Staff of a merchant that payments knows nothing of. */
  stranger: { kind: "staff", id: "stf_stranger1", tenantId: "mer_stranger", siteIds: ["str_stranger1"] },
  /** Works for the platform. */
  operator: { kind: "staff", id: "stf_demooperator1", tenantId: "platform", siteIds: [], roles: ["operator"] },
  anonymous: { kind: "anonymous", id: "" },
  service: serviceCaller("supermarket"),
} as const satisfies Record<string, Caller>;

type PaymentsClient = Client<typeof PaymentsServiceDefinition>;

/** Payments on a real node over a real store, with the demo's people and money and a clock that stands still. */
export interface PaymentsWorld {
  readonly clock: FixedClock;
  readonly store: Store;
  /** A client of payments on the n-th node. */
  as(who: keyof typeof callers | Caller, node?: number): PaymentsClient;
  /** A payment code of the user, good at the clock's instant. */
  code(who?: keyof typeof callers | Caller): Promise<string>;
  /** Runs the service's jobs once, at the clock's instant. */
  runJobs(): Promise<void>;
  /** Runs one of them. */
  runJob(name: string): Promise<void>;
  /** Time passes, and the jobs come by every second. */
  wait(seconds: number): Promise<void>;
  /** The value of one of the node's gauges. */
  gauge(name: string): Promise<number | undefined>;
  /** Every document of every collection of the service, hashed by collection: equal before and after a call that wrote nothing. */
  snapshot(): Promise<Record<string, string>>;
  rows<Row>(model: string, filter?: object): Promise<Row[]>;
  /** Gives a wallet money from outside. */
  fund(userId: string, amount: bigint, currencyCode?: string): Promise<void>;
  /** A wallet user with money, who is a caller. */
  addUser(userId: string, amount: bigint): Promise<Caller>;
  /** A card that the user has bound, last in the user's order of sources. */
  addCard(userId: string): Promise<string>;
  account(accountId: string): Promise<Omit<AccountRow, "_id" | "kind" | "owner" | "currencyCode">>;
  entries(subjectId: string): Promise<EntryRow[]>;
  holds(subjectId: string): Promise<HoldRow[]>;
  /** Types of the events that were announced, in order, since the world began. */
  events(): Promise<string[]>;
  stop(): Promise<void>;
}

/** The service without its timers: the tests run its jobs by hand. */
const withoutTimers = (module: ServiceModule) => {
  let running: RunningService | undefined;
  const tamed: ServiceModule = {
    definition: module.definition,
    start: async (host) => {
      running = await module.start(host);
      return { ...running, jobs: [] };
    },
  };
  return { tamed, jobs: () => running?.jobs ?? [] };
};

const callerOf = (who: keyof typeof callers | Caller): Caller => (typeof who === "string" ? callers[who] : who);

interface WorldSettings {
  /** How many replicas of the service stand over the one store. */
  readonly nodes?: number;
  /** As PAYWINDOW_SECRET_KEY; none by default. */
  readonly secretKey?: Uint8Array;
  /** The outside channels; none by default. */
  readonly channels?: readonly Channel[];
  /** A clock that the channels go by, too. */
  readonly clock?: FixedClock;
}

export const startPaymentsWorld = async ({
  nodes: count = 1,
  secretKey,
  channels = [],
  clock = fixedClock("2026-03-01T04:00:00.000Z"),
}: WorldSettings = {}): Promise<PaymentsWorld> => {
  const reached: Channels = new Map(channels.map((channel) => [channel.channelId, channel]));
  const payments = defineService(PaymentsServiceDefinition, (host) => startPayments(host, reached));
  const { tamed, jobs } = withoutTimers(payments);
  const settings = { modules: [tamed], demo: true, clock, config: { secretKey } };
  const nodes: TestNode[] = count === 1 ? [await startTestNode(settings)] : await startTestNodes(count, settings);
  const [node] = nodes as [TestNode];
  const store = node.store("payments");
  const as: PaymentsWorld["as"] = (who, n = 0) => nodes[n]!.as(callerOf(who), PaymentsServiceDefinition);
  const heard: string[] = [];
  for (const event of [tradePaid, tradeClosed, tradeReversed, tradeRefunded, tradeRefundReturned])
    node.node.listen(listen<object>(event, () => void heard.push(event.type)));
  const runAll = async (chosen: readonly Job[]): Promise<void> => {
    for (const job of chosen) await job.run({ now: clock.now(), signal: new AbortController().signal });
  };
  const runJobs = () => runAll(jobs());
  return {
    ...{ clock, store, as },
    ...lookInto(store),
    ...givers(store, clock),
    code: async (who = "shopper1") => (await as(who).issuePaymentCode({ deviceId: "" })).paymentCode,
    runJobs,
    runJob: (name) => runAll(jobs().filter((job) => job.name === name)),
    wait: async (seconds) => {
      for (let second = 0; second < seconds; second++) {
        clock.advance(1_000);
        await runJobs();
      }
    },
    gauge: async (name) => (await node.node.metrics.registry.getSingleMetric(name)?.get())?.values[0]?.value,
    events: async () => {
      await node.drain();
      return [...heard];
    },
    stop: () => node.stop(),
  };
};

const givers = (store: Store, clock: FixedClock): Pick<PaymentsWorld, "fund" | "addUser" | "addCard"> => {
  const ledger = openLedger(ledgerModels(store.connection));
  const fund: PaymentsWorld["fund"] = (userId, amount, currencyCode = "CNY") =>
    store.transaction(async (session) => {
      const postings = [{ debit: fundingOf(currencyCode), credit: walletOf(userId, currencyCode), amount }];
      const entry = { entryId: `ent_${aKey()}`, reason: "FUNDING", subjectId: aKey(), postings } as const;
      await ledger.post(session, entry, clock.now());
    });
  const addUser: PaymentsWorld["addUser"] = async (userId, amount) => {
    const known = { displayName: "赵", state: "ACTIVE", currencyCode: "CNY", deviceCount: 0 };
    const user = { _id: userId, ...known, realNameLevel: 2 };
    await store.connection.model("WalletUser").create([user]);
    if (amount > 0n) await fund(userId, amount);
    return { kind: "user", id: userId };
  };
  const addCard: PaymentsWorld["addCard"] = async (userId) => {
    const cardId = `crd_${randomBytes(6).toString("hex")}`;
    const token = sealCardToken(createSeal(undefined), cardId, `tok-${cardId}`);
    const card = {
      _id: cardId,
      userId,
      tokenIndex: cardId,
      lastDigits: "0000",
      bankName: "招商银行",
      bindTime: clock.now(),
    };
    await store.connection.model("BankCard").create([{ ...card, ...token }]);
    await store.connection.model("WalletUser").updateOne({ _id: userId }, { $push: { fundingOrder: cardId } });
    return cardId;
  };
  return { fund, addUser, addCard };
};

const lookInto = (store: Store): Pick<PaymentsWorld, "rows" | "account" | "entries" | "holds" | "snapshot"> => {
  const rows = <Row>(model: string, filter: object = {}): Promise<Row[]> =>
    store.connection.model(model).find(filter).sort({ _id: 1 }).lean<Row[]>();
  return {
    rows,
    account: async (_id) => {
      const [row] = await rows<AccountRow>("LedgerAccount", { _id });
      const { postedDebits = 0n, postedCredits = 0n, held = 0n, available = 0n } = row ?? {};
      return { postedDebits, postedCredits, held, available };
    },
    entries: (subjectId) => rows<EntryRow>("LedgerEntry", { subjectId }),
    holds: (subjectId) => rows<HoldRow>("LedgerHold", { subjectId }),
    snapshot: () => snapshotOf(store),
  };
};

/** The kernel's own: the outbox is emptied behind the test's back, and the others say nothing of what a call wrote. */
const IGNORED = /^(OutboxEvent|Inbox|DeadLetter|Lease|Job|Consumer)/;

const snapshotOf = async ({ connection }: Store): Promise<Record<string, string>> => {
  const hashes: Record<string, string> = {};
  for (const [name, model] of Object.entries(connection.models).sort()) {
    if (IGNORED.test(name)) continue;
    const hash = createHash("sha256");
    for (const row of await model.find().sort({ _id: 1 }).lean())
      hash.update(JSON.stringify(row, (_, value) => (typeof value === "bigint" ? `${value}n` : value)));
    hashes[name] = hash.digest("hex");
  }
  return hashes;
};
