import { userOf } from "../../../kernel/auth/require-caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type {
  ListWindowsRequest,
  ListWindowsResponse,
  Window,
} from "../../../proto/gen/paywindow/content/v1/window.ts";
import type { ContentParts } from "../content-parts.ts";
import type { AudienceRow, FollowerRow } from "../follow/follower-model.ts";
import { cutPage, readPageToken } from "../page-token.ts";
import { publishedOf, windowMessage } from "./window.ts";
import type { WindowRow } from "./window-model.ts";

const DEFAULT_PAGE_SIZE = 50;

/** The ids of a page of windows and of one more: those that the user follows, or all that are published. */
const idsOf = async (
  { followers, windows }: ContentParts,
  { userId, followedOnly, after, limit }: { userId: string; followedOnly: boolean; after: string; limit: number },
): Promise<string[]> => {
  if (!followedOnly) {
    const published = { _id: { $gt: after }, version: { $gt: 0 } };
    return (await windows.find(published, { _id: 1 }).sort({ _id: 1 }).limit(limit).lean()).map(({ _id }) => _id);
  }
  const mine = { userId, windowId: { $gt: after }, following: true };
  const rows = await followers.find(mine).sort({ windowId: 1 }).limit(limit).lean<FollowerRow[]>();
  return rows.map(({ windowId }) => windowId);
};

/** The windows of those ids, in their order. */
const windowsOf = async (
  { windows, audiences, followers }: ContentParts,
  ids: readonly string[],
  userId: string,
): Promise<Window[]> => {
  const rows = await windows.find({ _id: { $in: ids } }).lean<WindowRow[]>();
  const counts = await audiences.find({ _id: { $in: ids } }).lean<AudienceRow[]>();
  const mine = await followers.find({ userId, windowId: { $in: ids } }).lean<FollowerRow[]>();
  return ids.flatMap((id) => {
    const published = publishedOf(rows.find(({ _id }) => _id === id) ?? null);
    if (!published) return [];
    const followerCount = counts.find(({ _id }) => _id === id)?.followerCount ?? 0;
    const following = mine.some((row) => row.windowId === id && row.following);
    const header = { ...published, content: { ...published.content, menu: [] } };
    return [windowMessage(header, { followerCount, following })];
  });
};

/** ListWindows: pages along an index, each window without its menu. */
export const listWindows =
  (parts: ContentParts): Handler<ListWindowsRequest, ListWindowsResponse> =>
  async (request, { caller }) => {
    const userId = userOf(caller);
    const fields = readFields();
    const pageSize = fields.integerOr("page_size", request.pageSize, DEFAULT_PAGE_SIZE, 1, 100);
    const after = readPageToken(fields, request.pageToken, "win");
    fields.check();
    const { followedOnly } = request;
    const ids = await idsOf(parts, { userId, followedOnly, after, limit: pageSize + 1 });
    const { page, nextPageToken } = cutPage(ids, pageSize, (id) => id);
    return { windows: await windowsOf(parts, page, userId), nextPageToken };
  };
