import { actsAtSite, type Caller } from "../../../kernel/auth/caller.ts";
import type { Store as StoreMessage } from "../../../proto/gen/paywindow/restaurant/v1/store.ts";
import type { DiningStore } from "./store.ts";

/** A restaurant as the contract shows it; the code of its door to its own staff alone. */
export const toStoreMessage = (store: DiningStore, caller: Caller): StoreMessage => {
  const { queue } = store;
  return {
    ...{ storeId: store._id, merchantId: store.merchantId, name: store.name, nameEn: store.nameEn },
    location: { latitudeE6: store.latitudeE6, longitudeE6: store.longitudeE6 },
    queue: {
      ...{ smallMax: queue.smallMax, mediumMax: queue.mediumMax, largeMax: queue.largeMax },
      ...{ remoteRadiusM: queue.remoteRadiusM, nearParties: queue.nearParties },
      ...{ callAgainS: queue.callAgainMs / 1000, holdS: queue.holdMs / 1000, poolS: queue.poolMs / 1000 },
      usualMinutesPerParty: queue.usualMinutesPerParty,
    },
    areas: store.areas.map(({ areaId, name, nameEn }) => ({ areaId, name, nameEn })),
    stations: store.stations.map(({ stationId, name, nameEn, pickUp }) => ({ stationId, name, nameEn, pickUp })),
    mealtimes: store.mealtimes.map((meal) => ({ ...meal })),
    doorCode: actsAtSite(caller, store._id) ? store.doorCode : "",
  };
};
