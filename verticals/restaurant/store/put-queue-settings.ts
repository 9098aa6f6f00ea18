import { actsAtSite } from "../../../kernel/auth/caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { type FieldReader, readFields } from "../../../kernel/parse/parse.ts";
import { updateRow } from "../../../kernel/store/rows.ts";
import {
  type PutQueueSettingsRequest,
  type QueueSettings as QueueSettingsMessage,
  type Store as StoreMessage,
  QueueSettings as Wire,
} from "../../../proto/gen/paywindow/restaurant/v1/store.ts";
import { restaurantReasons } from "../errors.ts";
import type { RestaurantParts } from "../restaurant-parts.ts";
import { loadStore } from "./load-store.ts";
import type { QueueSettings } from "./store.ts";
import { toStoreMessage } from "./store-message.ts";

const MAX_PARTY = 100;

const readSettings = (fields: FieldReader, wire: QueueSettingsMessage): QueueSettings => {
  const smallMax = fields.integerOr("queue.small_max", wire.smallMax, 2, 1, 30);
  const mediumMax = fields.integerOr("queue.medium_max", wire.mediumMax, 4, smallMax + 1, MAX_PARTY);
  const largeMax = fields.integerOr("queue.large_max", wire.largeMax, 8, mediumMax + 1, MAX_PARTY);
  const callAgainS = fields.integerOr("queue.call_again_s", wire.callAgainS, 180, 30, 1_800);
  return {
    ...{ smallMax, mediumMax, largeMax, callAgainMs: callAgainS * 1000 },
    remoteRadiusM: fields.integer("queue.remote_radius_m", wire.remoteRadiusM, 0, 50_000),
    holdMs: fields.integerOr("queue.hold_s", wire.holdS, 600, callAgainS + 1, 7_200) * 1000,
    poolMs: fields.integerOr("queue.pool_s", wire.poolS, 1_800, 60, 14_400) * 1000,
    nearParties: fields.integerOr("queue.near_parties", wire.nearParties, 3, 1, 10),
    usualMinutesPerParty: fields.integerOr("queue.usual_minutes_per_party", wire.usualMinutesPerParty, 12, 1, 120),
  };
};

/** Says how the queue of a store is run from now on. */
export const putQueueSettings =
  (parts: RestaurantParts): Handler<PutQueueSettingsRequest, StoreMessage> =>
  async (request, { caller }) => {
    const fields = readFields();
    const storeId = fields.id("store_id", request.storeId, "str");
    const queue = readSettings(fields, request.queue ?? Wire.create());
    fields.check();
    if (!actsAtSite(caller, storeId)) throw restaurantReasons.error("STORE_NOT_FOUND");
    await updateRow(parts.stores, { filter: { _id: storeId }, update: { $set: { queue } } });
    return toStoreMessage(await loadStore(parts, storeId), caller);
  };
