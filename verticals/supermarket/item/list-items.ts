import { actsAtSite } from "../../../kernel/auth/caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type { ListItemsRequest, ListItemsResponse } from "../../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import type { SupermarketParts } from "../supermarket-parts.ts";
import { isEan13 } from "./ean.ts";
import { type Item, toItemMessage } from "./item.ts";

const DEFAULT_PAGE_SIZE = 50;

/** A page token holds the last barcode of the page before; doors and clients treat it as opaque. */
const tokenOf = (barcode: string): string => Buffer.from(barcode).toString("base64url");

const parse = (request: ListItemsRequest) => {
  const fields = readFields();
  const storeId = fields.id("store_id", request.storeId, "str");
  const pageSize = fields.integerOr("page_size", request.pageSize, DEFAULT_PAGE_SIZE, 1, 200);
  const after = Buffer.from(request.pageToken, "base64url").toString();
  if (request.pageToken !== "" && !isEan13(after))
    fields.refuse({
      field: "page_token",
      en: "next_page_token of the page before, or empty",
      zh: "须为上一页的 next_page_token，或为空",
    });
  fields.check();
  return { storeId, pageSize, after };
};

/** A store's items in the order of their barcodes; another's store shows none. Pages follow the index, so the last costs what the first does. */
export const listItems =
  ({ items }: SupermarketParts): Handler<ListItemsRequest, ListItemsResponse> =>
  async (request, { caller }) => {
    const { storeId, pageSize, after } = parse(request);
    if (!actsAtSite(caller, storeId)) return { items: [], nextPageToken: "" };
    const found = await items
      .find({ storeId, barcode: { $gt: after } })
      .sort({ barcode: 1 })
      .limit(pageSize + 1)
      .lean<Item[]>();
    const page = found.slice(0, pageSize);
    const last = found.length > pageSize ? page.at(-1) : undefined;
    return { items: page.map(toItemMessage), nextPageToken: last ? tokenOf(last.barcode) : "" };
  };
