import { userOf } from "../../../kernel/auth/require-caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import type { GetUnreadCountRequest, GetUnreadCountResponse } from "../../../proto/gen/paywindow/content/v1/message.ts";
import type { ContentParts } from "../content-parts.ts";

/** GetUnreadCount: one row, whatever the inbox holds. */
export const getUnreadCount =
  ({ mailboxes }: ContentParts): Handler<GetUnreadCountRequest, GetUnreadCountResponse> =>
  async (_request, { caller }) => ({
    unreadCount: (await findRow(mailboxes, { _id: userOf(caller) }))?.unread ?? 0,
  });
