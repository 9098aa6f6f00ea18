import { userOf } from "../../../kernel/auth/require-caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import type { ListMessagesRequest, ListMessagesResponse } from "../../../proto/gen/paywindow/content/v1/message.ts";
import type { ContentParts } from "../content-parts.ts";
import { cutPage, readPageToken } from "../page-token.ts";
import type { MessageRow } from "./message-model.ts";
import { showMessages } from "./show-messages.ts";

const DEFAULT_PAGE_SIZE = 20;

/** ListMessages: along the user's own index, so a page costs the same whatever others have. The inbox leaves out what the user said. */
export const listMessages =
  (parts: ContentParts): Handler<ListMessagesRequest, ListMessagesResponse> =>
  async (request, { caller }) => {
    const userId = userOf(caller);
    const fields = readFields();
    const { windowId } = request;
    if (windowId !== "") fields.id("window_id", windowId, "win");
    const pageSize = fields.integerOr("page_size", request.pageSize, DEFAULT_PAGE_SIZE, 1, 100);
    const before = readPageToken(fields, request.pageToken, "msg");
    fields.check();
    const older = before === "" ? {} : { _id: { $lt: before } };
    const which = windowId === "" ? { kind: { $ne: "FROM_USER" as const } } : { windowId };
    const found = await parts.messages
      .find({ userId, ...which, ...older })
      .sort({ _id: -1 })
      .limit(pageSize + 1)
      .lean<MessageRow[]>();
    const { page, nextPageToken } = cutPage(found, pageSize, ({ _id }) => _id);
    const mailbox = await findRow(parts.mailboxes, { _id: userId });
    return { messages: await showMessages(parts, page), nextPageToken, unreadCount: mailbox?.unread ?? 0 };
  };
