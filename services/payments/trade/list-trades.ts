import type { Caller } from "../../../kernel/auth/caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { type FieldReader, readFields } from "../../../kernel/parse/parse.ts";
import type { ListTradesRequest, ListTradesResponse } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { assertActsFor, assertClaimsFor } from "../callers.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { TradeState } from "./trade.ts";
import { STATE_NUMBERS, tradeMessage } from "./trade-message.ts";
import { type TradeRow, toTrade } from "./trade-model.ts";

const PAGE = { standard: 20, max: 100 } as const;

/**
 * ListTrades: a page is the first of as many short reads as there are places and states, each along its own index: whatever the merchant has, no read looks at
 * more rows than a page has. A page begins after the last row of the page before, so trades that arrive in between shift nothing.
 */
export const listTrades =
  ({ trades }: PaymentsParts): Handler<ListTradesRequest, ListTradesResponse> =>
  async (request, { caller }) => {
    const { places, states, range, pageSize, after } = parse(request, caller);
    const reads = places.flatMap((place) =>
      states.map((state) =>
        trades
          .find({ ...place, state, ...rangeOf(range, after) })
          .sort({ createTime: -1, _id: -1 })
          .limit(pageSize + 1)
          .lean<TradeRow[]>(),
      ),
    );
    const found = (await Promise.all(reads)).flat().sort(newestFirst);
    const page = found.slice(0, pageSize);
    const last = page.at(-1);
    return {
      trades: page.map((row) => tradeMessage(toTrade(row), "merchant")),
      nextPageToken: last && found.length > pageSize ? pageTokenOf(last) : "",
    };
  };

/** Whose trades: each of these is a prefix of an index. */
type Place = { readonly merchantId: string } | { readonly merchantId: string; readonly storeId: string };

const parse = (request: ListTradesRequest, caller: Caller) => {
  const fields = readFields();
  const merchantId = fields.id("merchant_id", request.merchantId, "mer");
  const storeId = request.storeId && fields.id("store_id", request.storeId, "str");
  const states = readStates(fields, request.states);
  const pageSize = fields.integerOr("page_size", request.pageSize, PAGE.standard, 1, PAGE.max);
  const after = readPageToken(fields, request.pageToken);
  fields.check();
  if (storeId) assertClaimsFor(caller, { merchantId, storeId });
  else assertActsFor(caller, merchantId, "MERCHANT_NOT_FOUND");
  const range = { from: request.fromTime, to: request.toTime };
  return { places: placesOf(caller, merchantId, storeId), states, range, pageSize, after };
};

/** Staff see the stores where they work; a merchant's programs and services every one. */
const placesOf = (caller: Caller, merchantId: string, storeId: string): readonly Place[] => {
  if (storeId) return [{ merchantId, storeId }];
  if (caller.kind !== "staff") return [{ merchantId }];
  return [...new Set(caller.siteIds)].map((site) => ({ merchantId, storeId: site }));
};

const readStates = (fields: FieldReader, numbers: ListTradesRequest["states"]): readonly TradeState[] => {
  const all = Object.values(TradeState);
  const asked = all.filter((state) => numbers.includes(STATE_NUMBERS[state]));
  if (new Set(numbers).size !== asked.length)
    fields.refuse({ field: "states", en: "states of a trade", zh: "须为交易状态" });
  return asked.length === 0 ? all : asked;
};

interface Range {
  readonly from: Date | undefined;
  readonly to: Date | undefined;
}

/** Where a row stands in the list. */
interface Spot {
  readonly createTime: Date;
  readonly tradeId: string;
}

const rangeOf = ({ from, to }: Range, after: Spot | undefined): object => {
  const createTime = { ...(from && { $gte: from }), ...(to && { $lt: to }) };
  if (!after) return Object.keys(createTime).length === 0 ? {} : { createTime };
  // What is named twice is the nearer of the two: the page before lay within the same range.
  const { $lt: _to, ...lower } = createTime;
  return {
    createTime: { ...lower, $lte: after.createTime },
    $or: [{ createTime: { $lt: after.createTime } }, { _id: { $lt: after.tradeId } }],
  };
};

const newestFirst = (a: TradeRow, b: TradeRow): number =>
  b.createTime.getTime() - a.createTime.getTime() || (a._id < b._id ? 1 : -1);

const pageTokenOf = ({ createTime, _id }: TradeRow): string =>
  Buffer.from(`${createTime.getTime()} ${_id}`).toString("base64url");

const readPageToken = (fields: FieldReader, token: string): Spot | undefined => {
  if (token === "") return undefined;
  const [, createTime, tradeId] =
    /^(\d{1,15}) (trd_[0-9A-Za-z]{4,40})$/.exec(Buffer.from(token, "base64url").toString()) ?? [];
  if (createTime && tradeId) return { createTime: new Date(Number(createTime)), tradeId };
  fields.refuse({ field: "page_token", en: "a next_page_token of this list", zh: "须为本列表返回的 next_page_token" });
  return undefined;
};
