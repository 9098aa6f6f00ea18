import type { Caller } from "../../../kernel/auth/caller.ts";
import { hasReason } from "../../../kernel/errors/reason.ts";
import type { RestaurantParts } from "../restaurant-parts.ts";
import type { DiningStore } from "../store/store.ts";
import type { DiningOrder } from "./order.ts";

type Given = Pick<DiningOrder, "_id" | "state" | "partySize" | "diners" | "openTime"> &
  Partial<Pick<DiningOrder, "tableIds" | "tableNumbers" | "ticketId">>;

/** An order with nothing in it. */
export const newOrder = (store: DiningStore, given: Given): DiningOrder => ({
  ...{ storeId: store._id, merchantId: store.merchantId, currencyCode: store.currencyCode },
  ...{ tableIds: [], tableNumbers: [], ticketId: "", mergedInto: "" },
  ...{ revision: 1, sendCount: 0, linesTotal: 0n, discount: 0n, shared: 0n, paid: 0n },
  ...given,
});

/** The first character of a name, as merchants and table companions see it. */
const mask = (name: string): string => {
  const [first] = name;
  return first === undefined ? "" : `${first}**`;
};

/** The calling user as the others at the table see them. Whoever has no wallet has no name here. */
export const dinerOf = async (
  { payments }: Pick<RestaurantParts, "payments">,
  caller: Caller,
): Promise<DiningOrder["diners"][number]> => {
  const wallet = await payments.getWallet({}, { caller }).catch((error: unknown) => {
    if (hasReason(error, "WALLET_NOT_FOUND")) return undefined;
    throw error;
  });
  return { userId: caller.id, displayName: mask(wallet?.displayName ?? "") };
};
