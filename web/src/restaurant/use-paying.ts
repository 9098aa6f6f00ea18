import { useState } from "react";
import type { Bill, BillShare, SplitBillRequest } from "../../../proto/gen/paywindow/restaurant/v1/bill.ts";
import type { Json } from "../api/json.ts";
import { mintId } from "../api/mint.ts";
import { routes } from "../api/routes.ts";
import { call } from "../api/session.ts";
import { dining } from "./restaurant-routes.ts";
import type { Act } from "./use-live-view.ts";

type Paying = Json<BillShare> & { hasPassword: boolean };
/** How somebody cuts the bill. */
export type Cut = Omit<Json<SplitBillRequest>, "orderId" | "splitId">;

interface PayingProps {
  bill: Json<Bill>;
  act: Act;
  /** usr_… of a diner; absent for the staff, who take cash. */
  userId?: string | undefined;
}

/** Cuts that are for whoever makes them: they go on to the payment. */
const OWN_CUTS = new Set<string>(["SPLIT_MODE_WHOLE", "SPLIT_MODE_BY_ITEM"]);

/** Paying a share: it is taken upon oneself, then confirmed with the payment password; the staff take cash. */
export const usePaying = ({ bill, act, userId }: PayingProps) => {
  const [paying, setPaying] = useState<Paying>();
  const begin = async (shareId: string): Promise<void> => {
    const [share, wallet] = await Promise.all([call(dining.payShare, { shareId }), call(routes.getWallet, {})]);
    if (share.state === "SHARE_STATE_PAYING") setPaying({ ...share, hasPassword: wallet.hasPaymentPassword ?? false });
  };
  const pay = (shareId: string) =>
    act(() => (userId === undefined ? call(dining.takeCash, { shareId }) : begin(shareId)));
  const cut = (how: Cut) =>
    act(async () => {
      const known = new Set((bill.shares ?? []).map(({ shareId }) => shareId));
      const after = await call(dining.splitBill, { orderId: bill.orderId ?? "", splitId: mintId("spl"), ...how });
      const own = after.shares?.find(({ shareId }) => !known.has(shareId));
      if (userId !== undefined && own?.shareId && OWN_CUTS.has(how.mode ?? "")) await begin(own.shareId);
    });
  // What the platform refuses is the password sheet's to tell.
  const confirm = async (paymentPassword: string): Promise<void> => {
    await call(routes.confirmTrade, { tradeId: paying?.tradeId ?? "", paymentPassword });
    setPaying(undefined);
    await act(async () => {});
  };
  return { paying, pay, cut, confirm, stop: () => setPaying(undefined) };
};
