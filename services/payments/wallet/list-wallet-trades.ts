import { userOf } from "../../../kernel/auth/require-caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { type FieldReader, readFields } from "../../../kernel/parse/parse.ts";
import type {
  ListWalletTradesRequest,
  ListWalletTradesResponse,
} from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { tradeMessage } from "../trade/trade-message.ts";
import { type TradeRow, toTrade } from "../trade/trade-model.ts";

const DEFAULT_PAGE = 20;
const MAX_PAGE = 100;

/** ListWalletTrades: the payer's bill. A page begins after the last row of the page before, so trades that arrive in between shift nothing. */
export const listWalletTrades =
  ({ trades }: PaymentsParts): Handler<ListWalletTradesRequest, ListWalletTradesResponse> =>
  async (request, { caller }) => {
    const payerUserId = userOf(caller);
    const fields = readFields();
    const pageSize = fields.integerOr("page_size", request.pageSize, DEFAULT_PAGE, 1, MAX_PAGE);
    const after = readPageToken(fields, request.pageToken);
    fields.check();
    const rows = await trades
      .find({ payerUserId, ...(after && olderThan(after)) })
      .sort({ billTime: -1, _id: -1 })
      .limit(pageSize + 1)
      .lean<TradeRow[]>();
    const page = rows.slice(0, pageSize);
    const last = page.at(-1);
    return {
      trades: page.map((row) => tradeMessage(toTrade(row), "payer")),
      nextPageToken: last && rows.length > pageSize ? pageTokenOf(last) : "",
    };
  };

/** The place of a row in the list. */
interface Place {
  readonly billTime: Date;
  readonly tradeId: string;
}

const olderThan = ({ billTime, tradeId }: Place) => ({
  billTime: { $lte: billTime },
  $or: [{ billTime: { $lt: billTime } }, { _id: { $lt: tradeId } }],
});

const pageTokenOf = ({ billTime, _id }: TradeRow): string =>
  Buffer.from(`${billTime?.getTime()} ${_id}`).toString("base64url");

const readPageToken = (fields: FieldReader, token: string): Place | undefined => {
  if (token === "") return undefined;
  const [, billTime, tradeId] =
    /^(\d{1,15}) (trd_[0-9A-Za-z]{4,40})$/.exec(Buffer.from(token, "base64url").toString()) ?? [];
  if (billTime && tradeId) return { billTime: new Date(Number(billTime)), tradeId };
  fields.refuse({ field: "page_token", en: "a next_page_token of this list", zh: "须为本列表返回的 next_page_token" });
  return undefined;
};
