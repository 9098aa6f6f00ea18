import type { Store } from "../../kernel/store/open-store.ts";
import type { Campaign } from "./campaign/campaign.ts";
import { campaignModel } from "./campaign/campaign-model.ts";
import { type Lane, laneIdOf, laneModel } from "./campaign/lane-model.ts";
import { type Claim, claimModel } from "./coupon/claim-model.ts";
import type { Coupon, CouponState } from "./coupon/coupon.ts";
import { couponModel } from "./coupon/coupon-model.ts";
import type { Hold } from "./hold/hold.ts";
import { holdModel } from "./hold/hold-model.ts";

/** What a check of all coupons found. */
export interface CouponCheck {
  /** How many campaigns, coupons and holds were looked at. */
  readonly campaigns: number;
  readonly coupons: number;
  readonly holds: number;
  /** In words, each with its ids; empty where everything agrees. */
  readonly mismatches: readonly string[];
}

type Tally = Record<CouponState, number> & { cost: bigint };
const emptyTally = (): Tally => ({ ISSUED: 0, HELD: 0, REDEEMED: 0, REVOKED: 0, cost: 0n });

/** What the coupons' own rows come to. */
interface Counted {
  /** By lane. */
  readonly lanes: Map<string, Tally>;
  /** By campaign and user. */
  readonly claims: Map<string, number>;
  coupons: number;
}

const tallyOf = ({ lanes }: Counted, laneId: string): Tally => {
  const tally = lanes.get(laneId) ?? emptyTally();
  lanes.set(laneId, tally);
  return tally;
};

/** The holds that keep a coupon, by their ids; and what they cost. */
const countHolds = async (store: Store, counted: Counted, mismatches: string[]) => {
  const keeping = new Map<string, Hold>();
  const trades = new Set<string>();
  let count = 0;
  for await (const row of holdModel(store.connection).find().lean<Hold[]>().cursor()) {
    const hold = row as Hold;
    count++;
    if (hold.state === "HELD" || hold.state === "REDEEMED") keeping.set(hold._id, hold);
    if (hold.state === "REDEEMED") tallyOf(counted, laneIdOf(hold.campaignId, hold.lane)).cost += hold.discount;
    const isPaid = hold.state === "REDEEMED" || hold.state === "RETURNED";
    if (isPaid !== (hold.tradeId !== undefined))
      mismatches.push(`hold ${hold._id} is ${hold.state} and has ${hold.tradeId ? "a" : "no"} paid trade`);
    if (hold.tradeId && trades.has(hold.tradeId))
      mismatches.push(`hold ${hold._id}: trade ${hold.tradeId} redeems another coupon, too`);
    if (hold.tradeId) trades.add(hold.tradeId);
  }
  return { keeping, count };
};

/** Every coupon against the one hold that it names; each held or redeemed coupon has one, and no other has. */
const countCoupons = async (
  store: Store,
  counted: Counted,
  keeping: Map<string, Hold>,
  mismatches: string[],
): Promise<void> => {
  for await (const row of couponModel(store.connection).find().lean<Coupon[]>().cursor()) {
    const { _id, campaignId, userId, lane, state, holdId } = row as Coupon;
    counted.coupons++;
    tallyOf(counted, laneIdOf(campaignId, lane))[state]++;
    if (userId) counted.claims.set(`${campaignId}:${userId}`, (counted.claims.get(`${campaignId}:${userId}`) ?? 0) + 1);
    const hold = holdId === undefined ? undefined : keeping.get(holdId);
    const expected = state === "HELD" || state === "REDEEMED" ? state : undefined;
    if (hold?.state !== expected || (hold && hold.couponId !== _id))
      mismatches.push(`coupon ${_id} is ${state}, its hold is ${hold?.state ?? "none"}`);
    else if (holdId) keeping.delete(holdId);
  }
  for (const [holdId, { state }] of keeping) mismatches.push(`hold ${holdId} is ${state}, and no coupon is held by it`);
};

const checkLane = (lane: Lane, tally: Tally): string[] => {
  const { _id, issued, held, redeemed, revoked, cost } = lane;
  const rows = tally.ISSUED + tally.HELD + tally.REDEEMED + tally.REVOKED;
  const pairs = [
    ["issued", issued, rows],
    ["held", held, tally.HELD],
    ["redeemed", redeemed, tally.REDEEMED],
    ["revoked", revoked, tally.REVOKED],
    ["cost", cost, tally.cost],
  ] as const;
  const found = pairs
    .filter(([, counter, counted]) => counter !== counted)
    .map(([name, counter, counted]) => `lane ${_id}: ${name} ${counter}, but its coupons come to ${counted}`);
  return lane.remaining < 0 ? [...found, `lane ${_id}: ${lane.remaining} remain`] : found;
};

const checkCampaign = (campaign: Campaign, lanes: readonly Lane[]): string[] => {
  const { _id, issuable, laneCount, budget, total } = campaign;
  const [issued, remaining] = [sumOf(lanes, "issued"), sumOf(lanes, "remaining")];
  const cost = lanes.reduce((sum, lane) => sum + lane.cost, 0n);
  const found: string[] = [];
  if (lanes.length !== laneCount) found.push(`campaign ${_id}: ${lanes.length} lanes instead of ${laneCount}`);
  if (issued + remaining !== issuable)
    found.push(`campaign ${_id}: ${issued} issued and ${remaining} remain, but ${issuable} can be issued`);
  if (issued > total) found.push(`campaign ${_id}: ${issued} issued of ${total}`);
  if (budget !== undefined && cost > budget) found.push(`campaign ${_id}: it cost ${cost} of ${budget}`);
  return found;
};

const sumOf = (lanes: readonly Lane[], count: "issued" | "remaining"): number =>
  lanes.reduce((sum, lane) => sum + lane[count], 0);

/** Every user's count against the coupons and the limit. */
const checkClaims = async (store: Store, counted: Counted, limits: ReadonlyMap<string, number>): Promise<string[]> => {
  const found: string[] = [];
  for await (const row of claimModel(store.connection).find().lean<Claim[]>().cursor()) {
    const { _id, campaignId, issued } = row as Claim;
    const rows = counted.claims.get(_id) ?? 0;
    if (issued !== rows) found.push(`claim ${_id}: ${issued} issued, but there are ${rows} coupons`);
    if (issued > (limits.get(campaignId) ?? 0)) found.push(`claim ${_id}: ${issued} issued, beyond the limit`);
    counted.claims.delete(_id);
  }
  for (const id of counted.claims.keys()) found.push(`claim ${id}: there are coupons, but it is not there`);
  return found;
};

/**
 * Holds every campaign's counters against its coupons, and every coupon against its sale (V24): issued = free (in time or late) + held + redeemed + revoked, lane
 * by lane; issued + remaining = issuable; what is in use costs what the counters say and no more than the budget; every held or redeemed coupon has exactly one
 * hold, a redeemed one a paid trade that redeems nothing else; nobody has more than one user gets. To be run on a store where nothing is being written.
 */
export const verifyCoupons = async (store: Store): Promise<CouponCheck> => {
  const mismatches: string[] = [];
  const counted: Counted = { lanes: new Map(), claims: new Map(), coupons: 0 };
  const { keeping, count: holds } = await countHolds(store, counted, mismatches);
  await countCoupons(store, counted, keeping, mismatches);
  const campaigns = await campaignModel(store.connection).find().lean<Campaign[]>();
  for (const campaign of campaigns) {
    const lanes = await laneModel(store.connection).find({ campaignId: campaign._id }).lean<Lane[]>();
    mismatches.push(...checkCampaign(campaign, lanes));
    for (const lane of lanes) {
      mismatches.push(...checkLane(lane, counted.lanes.get(lane._id) ?? emptyTally()));
      counted.lanes.delete(lane._id);
    }
  }
  for (const laneId of counted.lanes.keys()) mismatches.push(`lane ${laneId}: there are coupons, but it is not there`);
  const limits = new Map(campaigns.map(({ _id, perUser }) => [_id, perUser]));
  mismatches.push(...(await checkClaims(store, counted, limits)));
  return { campaigns: campaigns.length, coupons: counted.coupons, holds, mismatches };
};
