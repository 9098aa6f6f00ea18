import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type {
  ListBroadcastsRequest,
  ListBroadcastsResponse,
} from "../../../proto/gen/paywindow/content/v1/broadcast.ts";
import { managerOf } from "../callers.ts";
import type { ContentParts } from "../content-parts.ts";
import { cutPage, readPageToken } from "../page-token.ts";
import { showBroadcasts } from "./broadcast.ts";
import type { BroadcastRow } from "./broadcast-model.ts";

const DEFAULT_PAGE_SIZE = 20;

/** ListBroadcasts: the merchant's, the newest first. */
export const listBroadcasts =
  (parts: ContentParts): Handler<ListBroadcastsRequest, ListBroadcastsResponse> =>
  async (request, { caller }) => {
    const fields = readFields();
    const merchantId = fields.id("merchant_id", request.merchantId, "mer");
    const pageSize = fields.integerOr("page_size", request.pageSize, DEFAULT_PAGE_SIZE, 1, 100);
    const before = readPageToken(fields, request.pageToken, "brc");
    fields.check();
    managerOf(caller, merchantId);
    const older = before === "" ? {} : { _id: { $lt: before } };
    const found = await parts.broadcasts
      .find({ merchantId, ...older })
      .sort({ _id: -1 })
      .limit(pageSize + 1)
      .lean<BroadcastRow[]>();
    const { page, nextPageToken } = cutPage(found, pageSize, ({ _id }) => _id);
    return { broadcasts: await showBroadcasts(parts, page), nextPageToken };
  };
