import { type AccessRow, allow, on, ownedAsServiceKnows, users } from "../grant.ts";
import { office, SERVICES_ONLY } from "./roles.ts";

/** A window is its merchant's: its managers run it. */
const ownWindow: AccessRow = [allow(office, on("merchantId", "tenant"))];

/** Who may call the rpcs of content. */
export const contentAccess: Readonly<Record<string, AccessRow>> = {
  "content.saveWindowDraft": ownWindow,
  "content.publishWindow": ownWindow,
  "content.getWindowDesk": ownWindow,
  "content.saveAutoReplies": ownWindow,
  "content.sendBroadcast": ownWindow,
  "content.getBroadcast": [allow(office, on("merchantId", "tenant"), ownedAsServiceKnows("broadcastId"))],
  "content.listBroadcasts": ownWindow,
  "content.listWindows": [allow(users())],
  "content.getWindow": [allow(users())],
  "content.followWindow": [allow(users())],
  "content.unfollowWindow": [allow(users())],
  "content.sendToWindow": [allow(users())],
  "content.sendMessage": SERVICES_ONLY,
  "content.listMessages": [allow(users())],
  "content.markRead": [allow(users())],
  "content.getUnreadCount": [allow(users())],
};
