import { userOf } from "../../../kernel/auth/require-caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type {
  ListPointsEntriesRequest,
  ListPointsEntriesResponse,
} from "../../../proto/gen/paywindow/membership/v1/points.ts";
import { loadCard } from "../card/card-model.ts";
import type { MembershipParts } from "../membership-parts.ts";
import { entryMessage } from "./points-message.ts";
import { type EntryRow, entryIdOf } from "./points-model.ts";

const DEFAULT_PAGE = 20;
const MAX_PAGE = 100;

/** ListPointsEntries: what is written, the newest first. A page begins before the last entry of the page before, so entries that come in between are on no page twice. */
export const listPointsEntries =
  (parts: MembershipParts): Handler<ListPointsEntriesRequest, ListPointsEntriesResponse> =>
  async (request, { caller }) => {
    const userId = userOf(caller);
    const { cardId, pageSize, before } = parse(request);
    await loadCard(parts, cardId, { userId });
    const last = before === 0 ? entryIdOf(cardId, 10 ** 12 - 1) : entryIdOf(cardId, before);
    const found = await parts.points.entries
      .find({ _id: { $gt: entryIdOf(cardId, 0), $lt: last } })
      .sort({ _id: -1 })
      .limit(pageSize + 1)
      .lean<EntryRow[]>();
    const page = found.slice(0, pageSize);
    const end = found.length > pageSize ? page.at(-1) : undefined;
    return { entries: page.map(entryMessage), nextPageToken: end ? String(end.entryNumber) : "" };
  };

const parse = (request: ListPointsEntriesRequest) => {
  const fields = readFields();
  const cardId = fields.id("card_id", request.cardId, "mcd");
  const pageSize = fields.integerOr("page_size", request.pageSize, DEFAULT_PAGE, 1, MAX_PAGE);
  const shape = { en: "a next_page_token of this list", zh: "须为本列表返回的 next_page_token" };
  fields.matching("page_token", request.pageToken, /^(|[1-9]\d{0,11})$/, shape);
  fields.check();
  return { cardId, pageSize, before: Number(request.pageToken) };
};
