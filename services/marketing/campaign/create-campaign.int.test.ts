/** CreateCampaign: what is kept, and every field that can be wrong. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { CampaignState, type CreateCampaignRequest } from "../../../proto/gen/paywindow/marketing/v1/campaign.ts";
import { aCampaign, cash, cny, percent, reasonOf, refusalOf } from "../testing/builders.ts";
import { type MarketingWorld, startMarketingWorld } from "../testing/marketing-world.ts";

let world: MarketingWorld;
beforeAll(async () => {
  world = await startMarketingWorld();
});
afterAll(() => world.stop());

const create = (request: CreateCampaignRequest, key = aKey()) =>
  world.as("manager").createCampaign(request, { idempotencyKey: key });

const limits = (overrides: object) => ({ total: 100, perUser: 1, budget: undefined, ...overrides });
const validity = (overrides: object) => ({
  ...{ validFrom: undefined, validUntil: undefined, validDays: 0, storeIds: [] },
  ...overrides,
});

test("M3: a draft as it was asked for; the same key gives the same one", async () => {
  const key = aKey();
  const made = await create(aCampaign({ limits: limits({ budget: cny(20_250n) }) }), key);
  expect(made).toMatchObject({
    ...{ name: "满50减5元", state: CampaignState.CAMPAIGN_STATE_DRAFT, issuable: 40 },
    discount: { amount: cny(500n), minimumSpend: cny(5_000n) },
  });
  expect(await create(aCampaign({ limits: limits({ budget: cny(20_250n) }) }), key)).toEqual(made);
  expect(await reasonOf(create(aCampaign(), key))).toBe("IDEMPOTENCY_KEY_REUSED");
});

test.each<[string, Partial<CreateCampaignRequest>]>([
  ["name", { name: "" }],
  ["discount.kind", { discount: undefined }],
  ["discount.amount.minor_units", { discount: cash(0n) }],
  ["discount.basis_points", { discount: percent(10_001) }],
  [
    "discount.minimum_spend.currency_code",
    { discount: { ...cash(500n), minimumSpend: { minorUnits: 1n, currencyCode: "USD" } } },
  ],
  ["discount.cap", { discount: percent(1_000), limits: limits({ budget: cny(10_000n) }) }],
  ["validity", { validity: undefined }],
  ["validity", { validity: validity({ validDays: 3, validUntil: new Date("2030-03-01T16:00:00Z") }) }],
  ["validity.valid_until", { validity: validity({ validUntil: new Date("2030-03-01T15:00:00Z") }) }],
  ["validity.valid_until", { validity: validity({ validUntil: new Date("2029-03-01T16:00:00Z") }) }],
  ["validity.store_ids[0]", { validity: validity({ validDays: 3, storeIds: ["shop"] }) }],
  ["limits.total", { limits: undefined }],
  ["limits.per_user", { issueRule: 2, limits: limits({ perUser: 2 }) }],
  ["limits.budget", { limits: limits({ budget: cny(499n) }) }],
  ["issue_rule", { issueRule: 0 }],
  ["paid_from", { paidFrom: cny(1n) }],
])("%s is refused by its name", async (field, change) => {
  const error = await refusalOf(create(aCampaign(change)));
  expect(error.reason).toBe("REQUEST_INVALID");
  expect(error.fields.map((one) => one.field)).toContain(field);
});

test("another merchant's staff cannot", async () => {
  const call = world.as("stranger").createCampaign(aCampaign(), { idempotencyKey: aKey() });
  expect(await reasonOf(call)).toBe("CALLER_NOT_ALLOWED");
});
