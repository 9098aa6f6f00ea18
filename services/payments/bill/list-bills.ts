import { userOf } from "../../../kernel/auth/require-caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import type { Money } from "../../../kernel/money/money.ts";
import { type FieldReader, readFields } from "../../../kernel/parse/parse.ts";
import type { ListBillsRequest, ListBillsResponse } from "../../../proto/gen/paywindow/payments/v1/wallet.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { BillKind, type BillPlace, type BillQuery, mergeBills } from "./bill.ts";
import { billMessages, KIND_NUMBERS } from "./bill-message.ts";
import { billSources } from "./bill-sources.ts";

const DEFAULT_PAGE = 20;
const MAX_PAGE = 100;

/**
 * ListBills: trades, refunds, transfers and repayments as one list. Each source gives as many lines as the page has, by its own index, and the page is the
 * first of them all: six look-ups at most, however long the page. A page begins after the last line of the page before, so lines that arrive in between
 * shift nothing.
 */
export const listBills =
  (parts: PaymentsParts): Handler<ListBillsRequest, ListBillsResponse> =>
  async (request, { caller }) => {
    const userId = userOf(caller);
    const { pageSize, ...query } = parse(request, userId);
    const sources = Object.values(BillKind).filter((kind) => query.kinds.has(kind));
    const lists = await Promise.all(sources.map((kind) => billSources[kind](parts, query)));
    const merged = mergeBills(lists, query.limit);
    const page = merged.slice(0, pageSize);
    const last = page.at(-1);
    return {
      bills: await billMessages(parts, page),
      nextPageToken: last && merged.length > pageSize ? pageTokenOf(last) : "",
    };
  };

const parse = (request: ListBillsRequest, userId: string): BillQuery & { readonly pageSize: number } => {
  const fields = readFields();
  const pageSize = fields.integerOr("page_size", request.pageSize, DEFAULT_PAGE, 1, MAX_PAGE);
  const search = fields.text("search", request.search, 0, 64);
  const kinds = readKinds(fields, request);
  const [minAmount, maxAmount] = [
    readBound(fields, "min_amount", request.minAmount),
    readBound(fields, "max_amount", request.maxAmount),
  ];
  const { fromTime, toTime } = request;
  const after = readPageToken(fields, request.pageToken);
  fields.check();
  return { userId, pageSize, limit: pageSize + 1, kinds, search, fromTime, toTime, minAmount, maxAmount, after };
};

const readKinds = (fields: FieldReader, { kinds }: ListBillsRequest): ReadonlySet<BillKind> => {
  const known = Object.values(BillKind).filter((kind) => kinds.includes(KIND_NUMBERS[kind]));
  if (known.length < new Set(kinds).size)
    fields.refuse({ field: "kinds", en: "kinds of BillKind", zh: "须为 BillKind 中的类型" });
  return new Set(kinds.length === 0 ? Object.values(BillKind) : known);
};

const readBound = (fields: FieldReader, field: string, value: Money | undefined): bigint | undefined =>
  value && fields.amount(field, value).minorUnits;

const pageTokenOf = ({ billTime, billId }: BillPlace): string =>
  Buffer.from(`${billTime.getTime()} ${billId}`).toString("base64url");

const readPageToken = (fields: FieldReader, token: string): BillPlace | undefined => {
  if (token === "") return undefined;
  const [, billTime, billId] =
    /^(\d{1,15}) ((?:trd|rfd|trf|rpy)_[0-9A-Za-z]{4,40})$/.exec(Buffer.from(token, "base64url").toString()) ?? [];
  if (billTime && billId) return { billTime: new Date(Number(billTime)), billId };
  fields.refuse({ field: "page_token", en: "a next_page_token of this list", zh: "须为本列表返回的 next_page_token" });
  return undefined;
};
