import type { zhOffline } from "./zh-offline.ts";

/** The texts of a till without a network, in English. */
export const enOffline: Record<keyof typeof zhOffline, string> = {
  offlineSelling: "Selling offline",
  offlineCashOnly: "Cash only; sales are uploaded when the network is back",
  offlineCaps: "Codes up to {max} each, {left} left; cash without limit",
  offlineWaiting: "{count} to upload",
  offlineShort: "{count} not paid",
  offlineNotAgreed: "This merchant takes no codes offline; take cash",
  offlineForeignCode: "Only codes of this wallet are taken offline; take cash",
  offlineOutOfTime: "Offline for too long to take codes; take cash",
  offlineCodeTwice: "This code was used already; ask for a fresh one",
  offlineTooLarge: "Above the limit of one offline sale; take cash",
  offlineNothingLeft: "The offline total is used up; take cash",
  offlineSales: "Offline sales",
  offlineSalesHint:
    "Uploaded when the network is back, each paid once. What is not paid is the store's loss; it can be collected in cash.",
  offlineStateWaiting: "to upload",
  offlineStateShort: "not paid",
  offlineStatePaid: "paid",
  offlineCollectCash: "Take cash",
  offlineSoldCash: "Cash taken",
  offlineSoldCode: "Code read (offline)",
  offlineSoldHint: "Kept on this machine, uploaded when the network is back",
  offlineTakeCash: "Take cash",
};
