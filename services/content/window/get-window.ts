import type { ClientSession } from "mongoose";
import { userOf } from "../../../kernel/auth/require-caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import type { GetWindowRequest, Window } from "../../../proto/gen/paywindow/content/v1/window.ts";
import type { ContentParts } from "../content-parts.ts";
import { contentReasons } from "../errors.ts";
import { followerIdOf } from "../follow/follower-model.ts";
import { type PublishedWindow, publishedOf, windowMessage } from "./window.ts";
import type { WindowRow } from "./window-model.ts";

/** A window that users see, with its row. @throws WINDOW_NOT_FOUND for one that is not published, too: nobody learns of drafts. */
export const loadPublished = async (
  { windows }: Pick<ContentParts, "windows">,
  windowId: string,
  session?: ClientSession,
): Promise<PublishedWindow & Pick<WindowRow, "autoReplies">> => {
  const row = await findRow(windows, { _id: windowId }, session);
  const published = publishedOf(row);
  if (!row || !published) throw contentReasons.error("WINDOW_NOT_FOUND");
  return { ...published, autoReplies: row.autoReplies };
};

/** GetWindow: its header and menu, and how the calling user stands to it. */
export const getWindow =
  (parts: ContentParts): Handler<GetWindowRequest, Window> =>
  async (request, { caller }) => {
    const userId = userOf(caller);
    const fields = readFields();
    const windowId = fields.id("window_id", request.windowId, "win");
    fields.check();
    const published = await loadPublished(parts, windowId);
    const audience = await findRow(parts.audiences, { _id: windowId });
    const follower = await findRow(parts.followers, { _id: followerIdOf(windowId, userId) });
    const standing = { followerCount: audience?.followerCount ?? 0, following: follower?.following ?? false };
    return windowMessage(published, standing);
  };
