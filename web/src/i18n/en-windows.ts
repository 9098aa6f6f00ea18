import type { zhWindows } from "./zh-windows.ts";

/** As zh-windows.ts. */
export const enWindows: Record<keyof typeof zhWindows, string> = {
  windowsTitle: "Service windows",
  windowsMine: "Following",
  windowsDiscover: "Discover",
  windowsNone: "You follow no window yet",
  windowsFollowers: "Followers: {count}",
  windowFollow: "Follow",
  windowUnfollow: "Unfollow",
  windowSay: "Say something…",
  windowSend: "Send",
  windowNoMessages: "No messages yet; try the menu below",
  windowFailed: "That did not get through; try again",
  inboxTitle: "Inbox",
  inboxNone: "No messages yet",
  inboxReadAll: "Mark all read",
  inboxMore: "Earlier messages",
  inboxOpen: "Open",
  inboxPayments: "Payments",
};
