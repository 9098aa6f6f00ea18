import type { Customer } from "./customer.ts";
import type { Visitor } from "./visitor.ts";

interface Money {
  readonly minorUnits?: string;
}

interface Trade {
  readonly merchantId: string;
  readonly merchantTradeId: string;
  readonly state: string;
  readonly payerUserId?: string;
  readonly paidAmount?: Money;
  readonly refundedAmount?: Money;
}

/** What came of a customer's day, as the doors tell it when it is over: each party is asked for its own part. Amounts in fen. */
export interface DoorsSay {
  readonly wallet: { readonly available: number; readonly held: number };
  /** What the customer's own list says was paid, trade by trade: `<merchant> <merchant's number>` → fen. */
  readonly spent: Readonly<Record<string, number>>;
  /** The same as the three merchants say, of this payer. */
  readonly taken: Readonly<Record<string, number>>;
  /** Points earned, by the merchant's number; and what is on the card. */
  readonly earned: Readonly<Record<string, number>>;
  readonly points: { readonly available: number; readonly pending: number; readonly held: number };
  /** `<campaign> <state>`, sorted. */
  readonly coupons: readonly string[];
  /** `<merchant> <kind> <Chinese title>`, sorted; and those that were not read. */
  readonly messages: readonly string[];
  readonly unread: number;
  /** Whether the customer has opened it, report by report. */
  readonly reports: readonly boolean[];
  /** `<state> rated`, visit by visit. */
  readonly visits: readonly string[];
}

/** Who tells of a merchant's trades. */
export type Managers = Readonly<Record<string, Visitor>>;

const fen = (money: Money | undefined): number => Number(money?.minorUnits ?? 0);

/** Paid, and still theirs. */
const sumsOf = (trades: readonly Trade[]): Record<string, number> =>
  Object.fromEntries(
    trades
      .filter(({ state }) => state === "TRADE_STATE_SUCCESS")
      .map((one) => [`${one.merchantId} ${one.merchantTradeId}`, fen(one.paidAmount) - fen(one.refundedAmount)]),
  );

const askMerchants = async (managers: Managers, userId: string): Promise<Record<string, number>> => {
  const lists = Object.entries(managers).map(async ([merchantId, manager]) => {
    const path = `/v1/payments/list-trades?merchantId=${merchantId}&pageSize=100`;
    const { trades = [] } = await manager.get<{ trades?: Trade[] }>("ask what was taken", path);
    return trades.filter(({ payerUserId }) => payerUserId === userId);
  });
  return sumsOf((await Promise.all(lists)).flat());
};

const askMembership = async (visitor: Visitor, cardId: string): Promise<Pick<DoorsSay, "earned" | "points">> => {
  interface Entries {
    readonly entries?: readonly {
      readonly reason: string;
      readonly merchantTradeId: string;
      readonly pendingChange?: string;
    }[];
  }
  const list = `/v1/membership/list-points-entries?cardId=${cardId}&pageSize=100`;
  const { entries = [] } = await visitor.get<Entries>("ask for points", list);
  const path = `/v1/membership/get-member-card?cardId=${cardId}`;
  const { points = {} } = await visitor.get<{ points?: Record<string, string> }>("ask for the card", path);
  const [available = 0, pending = 0, held = 0] = ["available", "pending", "held"].map((one) =>
    Number(points[one] ?? 0),
  );
  const earned = entries.map((one) => [`${one.reason} ${one.merchantTradeId}`, Number(one.pendingChange ?? 0)]);
  return { earned: Object.fromEntries(earned), points: { available, pending, held } };
};

const askCoupons = async (visitor: Visitor): Promise<string[]> => {
  interface Coupons {
    readonly coupons?: readonly { readonly campaignId: string; readonly state: string }[];
  }
  const path = "/v1/marketing/list-my-coupons?pageSize=100";
  const { coupons = [] } = await visitor.get<Coupons>("ask for coupons", path);
  return coupons.map(({ campaignId, state }) => `${campaignId} ${state.replace("COUPON_STATE_", "")}`).sort();
};

const askInbox = async (visitor: Visitor): Promise<Pick<DoorsSay, "messages" | "unread">> => {
  interface Inbox {
    readonly messages?: readonly {
      readonly merchantId: string;
      readonly kind: string;
      readonly title?: { readonly zh?: string };
    }[];
    readonly unreadCount?: number;
  }
  const path = "/v1/content/list-messages?pageSize=100";
  const { messages = [], unreadCount: unread = 0 } = await visitor.get<Inbox>("ask for messages", path);
  const lines = messages.map(({ merchantId, kind, title }) =>
    [merchantId, kind.replace("MESSAGE_KIND_", ""), title?.zh ?? ""].join(" ").trimEnd(),
  );
  return { messages: lines.sort(), unread };
};

/** The customer binds the card once more, to look at what the hospital keeps. */
const askHospital = async ({ person, card }: Customer): Promise<Pick<DoorsSay, "reports" | "visits">> => {
  const { visitor } = person;
  const bind = { ...card, merchantId: "mer_demohospital", relation: "RELATION_SELF", consent: true };
  const bound = await visitor.post<{ patientId: string }>("bind the card again", "/v1/hospital/bind-patient", bind);
  const path = `/v1/hospital/list-reports?patientId=${bound.patientId}`;
  const { reports = [] } = await visitor.get<{ reports?: { isRead?: boolean }[] }>("ask for reports", path);
  const { appointments = [] } = await visitor.get<{ appointments?: { state: string; stars?: number }[] }>(
    "ask for visits",
    "/v1/hospital/list-appointments",
  );
  return {
    reports: reports.map(({ isRead = false }) => isRead),
    visits: appointments.map(({ state, stars = 0 }) => `${state}${stars > 0 ? " rated" : ""}`),
  };
};

/** Asks everybody who had to do with a customer's day. */
export const askDoors = async (customer: Customer, managers: Managers): Promise<DoorsSay> => {
  const { person, memberCardId } = customer;
  const { visitor, userId } = person;
  const wallet = await visitor.get<{ available?: Money; held?: Money }>("ask the wallet", "/v1/payments/get-wallet");
  const list = "/v1/payments/list-wallet-trades?pageSize=100";
  const { trades = [] } = await visitor.get<{ trades?: Trade[] }>("ask what was spent", list);
  return {
    wallet: { available: fen(wallet.available), held: fen(wallet.held) },
    spent: sumsOf(trades),
    taken: await askMerchants(managers, userId),
    ...(await askMembership(visitor, memberCardId)),
    coupons: await askCoupons(visitor),
    ...(await askInbox(visitor)),
    ...(await askHospital(customer)),
  };
};
