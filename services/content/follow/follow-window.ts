import { userOf } from "../../../kernel/auth/require-caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { runAgainOnDuplicate } from "../../../kernel/store/run-again.ts";
import type { Follow, FollowWindowRequest } from "../../../proto/gen/paywindow/content/v1/content.ts";
import type { ContentParts } from "../content-parts.ts";
import { loadPublished } from "../window/get-window.ts";
import { findFollower, followMessage, recordFollow } from "./record-follow.ts";

/** FollowWindow: whoever follows already stays a follower, and nothing is written. */
export const followWindow =
  (parts: ContentParts): Handler<FollowWindowRequest, Follow> =>
  async (request, { caller, now, traceparent }) => {
    const userId = userOf(caller);
    const fields = readFields();
    const windowId = fields.id("window_id", request.windowId, "win");
    fields.check();
    return runAgainOnDuplicate(() =>
      parts.store.transaction(async (session) => {
        const window = await loadPublished(parts, windowId, session);
        const before = await findFollower(parts, windowId, userId, { session });
        if (before?.following) return followMessage(before);
        return recordFollow(parts, window, { userId, channel: "WINDOW", before }, { session, now, traceparent });
      }),
    );
  };
