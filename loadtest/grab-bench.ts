/**
 * The stampede of M12 at its full size: 10,000 users grab 1,000 coupons at once, and exactly 1,000 win. How fast the crowd is answered is told as a ratio to floors
 * of the same run, behind the same door (the typed client in process): a handler that answers at once, and one that makes the winners' commits by hand, row for
 * row, as prepared statements on node:sqlite with the store's settings and group commit, and turns everybody else away.
 * `node loadtest/grab-bench.ts [users] [coupons] [rounds]`
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Caller } from "../kernel/auth/caller.ts";
import { readConfig } from "../kernel/config/read-config.ts";
import type { Client } from "../kernel/contract/contract.ts";
import { aKey } from "../kernel/harness/test-node.ts";
import { defineService, type ServiceModule } from "../kernel/node/service-module.ts";
import { startNode } from "../kernel/node/start-node.ts";
import { openStore } from "../kernel/store/open-store.ts";
import { createLogger } from "../kernel/telemetry/logger.ts";
import { plusMs, systemClock } from "../kernel/time/clock.ts";
import { CreateCampaignRequest } from "../proto/gen/paywindow/marketing/v1/campaign.ts";
import { Coupon } from "../proto/gen/paywindow/marketing/v1/coupon.ts";
import { MarketingServiceDefinition } from "../proto/gen/paywindow/marketing/v1/marketing.ts";
import { marketingReasons } from "../services/marketing/errors.ts";
import { marketing } from "../services/marketing/marketing.service.ts";
import { verifyCoupons } from "../services/marketing/verify-coupons.ts";
import { payments } from "../services/payments/payments.service.ts";
import { openRawStore } from "./bench/floor.ts";

const [USERS, COUPONS, ROUNDS] = [10_000, 1_000, 3].map((standard, at) => Number(process.argv[2 + at] ?? standard)) as [
  number,
  number,
  number,
];
/** Rows that a winning claim writes in its one transaction: the lane, the user's count, the coupon, the event, the stored answer. */
const ROWS = 5;
const PATIENCE_MS = 120_000;
/** Below the length of a node's queue (kernel/broker). */
const AT_ONCE = 1_000;
type Kind = "door only" | "floor" | "claims";

const manager: Caller = {
  ...{ kind: "staff", id: "stf_bench1", tenantId: "mer_demomarket", siteIds: ["str_demomarket1"], roles: ["manager"] },
};
const log = createLogger({ level: "silent", nodeId: "bench" });
const dataDir = mkdtempSync(join(tmpdir(), "paywindow-grab-"));

const open = (name: string, modules: readonly ServiceModule[]) => {
  const environment = { PAYWINDOW_PORT: "0", PAYWINDOW_LOG_LEVEL: "silent", PAYWINDOW_DATA: join(dataDir, name) };
  return startNode({ modules, config: readConfig(environment), clock: systemClock, log });
};

/** The same contract, answered by a handler that knows nothing. */
const floorModule = (left: () => boolean, commit: () => Promise<void>): ServiceModule =>
  defineService(MarketingServiceDefinition, async () => {
    const claimCoupon = async (): Promise<Coupon> => {
      if (!left()) throw marketingReasons.error("CAMPAIGN_EXHAUSTED");
      await commit();
      return Coupon.create();
    };
    const notHere = async (): Promise<never> => {
      throw new Error("the floor answers ClaimCoupon only");
    };
    const names = Object.keys(
      MarketingServiceDefinition.methods,
    ) as (keyof typeof MarketingServiceDefinition.methods)[];
    const others = Object.fromEntries(names.map((name) => [name, notHere]));
    return { handlers: { ...(others as Record<(typeof names)[number], typeof notHere>), claimCoupon } };
  });

type Grab = () => Promise<unknown>;

/** One phone: 1 where it won, 0 where nothing was left. */
const grab = (claim: Grab): Promise<number> =>
  claim().then(
    () => 1,
    (error: { reason?: string }) => {
      if (error.reason !== "CAMPAIGN_EXHAUSTED") throw error;
      return 0;
    },
  );

/** The whole crowd, as many at a time as a node admits to its queue (it turns others away, who come again); how many won, and answers per second. */
const stampede = async (client: Client<MarketingServiceDefinition>, campaignId: string) => {
  const start = performance.now();
  const deadline = plusMs(systemClock.now(), PATIENCE_MS);
  const users = Array(USERS).keys();
  let won = 0;
  const phones = async (): Promise<void> => {
    for (const n of users) {
      const options = { caller: { kind: "user", id: `usr_bench${n}` } as const, idempotencyKey: aKey(), deadline };
      const mine = await grab(() => client.claimCoupon({ campaignId }, options));
      won += mine;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, phones));
  return { won, perSecond: (USERS * 1_000) / (performance.now() - start) };
};

const newCampaign = async (client: Client<MarketingServiceDefinition>): Promise<string> => {
  const campaign = {
    ...CreateCampaignRequest.create(),
    ...{ merchantId: "mer_demomarket", name: "快抢", nameEn: "Grab", issueRule: 1 as const },
    discount: { kind: 1 as const, amount: { minorUnits: 500n, currencyCode: "CNY" }, basisPoints: 0 },
    validity: { validDays: 7, storeIds: [] },
    limits: { total: COUPONS, perUser: 1 },
  };
  const options = { caller: manager, idempotencyKey: aKey() };
  const { campaignId, merchantId } = await client.createCampaign(campaign as CreateCampaignRequest, options);
  await client.publishCampaign({ campaignId, merchantId }, { caller: manager });
  return campaignId;
};

const print = (line: string): void => void process.stdout.write(`${line}\n`);

const raw = openRawStore(join(dataDir, "floor"), "marketing");
let remaining = 0;
const nodes = {
  claims: await open("claims", [payments, marketing]),
  floor: await open("floor-node", [
    floorModule(
      () => remaining-- > 0,
      () => raw.commit(ROWS, true),
    ),
  ]),
  "door only": await open("door-node", [
    floorModule(
      () => remaining-- > 0,
      async () => {},
    ),
  ]),
};

const rates: Record<Kind, number[]> = { "door only": [], floor: [], claims: [] };
for (let round = 0; round <= ROUNDS; round++)
  for (const kind of ["door only", "floor", "claims"] as const) {
    const client = nodes[kind].client(MarketingServiceDefinition);
    remaining = COUPONS;
    const campaignId = kind === "claims" ? await newCampaign(client) : "cmp_floor";
    const { won, perSecond } = await stampede(client, campaignId);
    if (won !== COUPONS) throw new Error(`${kind}: ${won} of ${USERS} won ${COUPONS} coupons`);
    // The first round warms up and does not count.
    if (round > 0) rates[kind].push(perSecond);
  }
for (const node of Object.values(nodes)) await node.stop();
raw.close();
const store = await openStore({ name: "marketing", dataDir: join(dataDir, "claims") });
const { mismatches } = await verifyCoupons(store);
await store.close();
rmSync(dataDir, { recursive: true, force: true });

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
print(`${USERS} users, ${COUPONS} coupons: exactly ${COUPONS} winners in each of ${ROUNDS} rounds`);
for (const kind of ["door only", "floor", "claims"] as const) {
  const rate = median(rates[kind]);
  const ratio = (rate / median(rates.floor)).toFixed(2);
  print(`${kind.padEnd(10)} ${Math.round(rate).toString().padStart(8)} answers/s   ${ratio} of the floor`);
}
for (const mismatch of mismatches) print(`! ${mismatch}`);
process.exit(mismatches.length === 0 ? 0 : 1);
