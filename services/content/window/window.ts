import { bytesOf } from "../../../kernel/store/rows.ts";
import { type Window, WindowContent, type WindowDesk } from "../../../proto/gen/paywindow/content/v1/window.ts";
import { autoReplyMessage } from "../reply/reply.ts";
import type { WindowRow } from "./window-model.ts";

/** A window that users see. */
export interface PublishedWindow {
  readonly windowId: string;
  readonly merchantId: string;
  readonly content: WindowContent;
  readonly version: number;
}

/** The window as users see it; undefined before its first publication. */
export const publishedOf = (row: WindowRow | null): PublishedWindow | undefined =>
  row?.published && {
    windowId: row._id,
    merchantId: row.merchantId,
    content: WindowContent.decode(bytesOf(row.published)),
    version: row.version,
  };

/** How the calling user stands to the window, and how many follow it. */
interface Standing {
  readonly followerCount: number;
  readonly following: boolean;
}

export const windowMessage = (
  { windowId, merchantId, content, version }: PublishedWindow,
  { followerCount, following }: Standing,
): Window => ({ windowId, merchantId, content, version, followerCount, following });

export const deskMessage = (row: WindowRow, followerCount: number): WindowDesk => ({
  windowId: row._id,
  merchantId: row.merchantId,
  draft: WindowContent.decode(bytesOf(row.draft)),
  revision: row.revision,
  publishedRevision: row.publishedRevision,
  version: row.version,
  publishTime: row.publishTime,
  followerCount,
  autoReplies: row.autoReplies.map(autoReplyMessage),
  autoRepliesRevision: row.autoRepliesRevision,
});
