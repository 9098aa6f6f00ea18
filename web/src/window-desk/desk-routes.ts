import type {
  Broadcast,
  GetBroadcastRequest,
  ListBroadcastsRequest,
  ListBroadcastsResponse,
  SendBroadcastRequest,
} from "../../../proto/gen/paywindow/content/v1/broadcast.ts";
import type {
  GetWindowDeskRequest,
  PublishWindowRequest,
  SaveAutoRepliesRequest,
  SaveWindowDraftRequest,
  WindowDesk,
} from "../../../proto/gen/paywindow/content/v1/window.ts";
import type { Route } from "../api/routes.ts";

const get = <Request, Answer>(name: string): Route<Request, Answer> => ({ method: "GET", path: `/v1/content/${name}` });
const post = <Request, Answer>(name: string): Route<Request, Answer> => ({
  method: "POST",
  path: `/v1/content/${name}`,
});

/** Every call of the window's desk: the rpc's name and the end of its path. */
export const desk = {
  getWindowDesk: get<GetWindowDeskRequest, WindowDesk>("get-window-desk"),
  saveWindowDraft: post<SaveWindowDraftRequest, WindowDesk>("save-window-draft"),
  publishWindow: post<PublishWindowRequest, WindowDesk>("publish-window"),
  saveAutoReplies: post<SaveAutoRepliesRequest, WindowDesk>("save-auto-replies"),
  sendBroadcast: post<SendBroadcastRequest, Broadcast>("send-broadcast"),
  getBroadcast: get<GetBroadcastRequest, Broadcast>("get-broadcast"),
  listBroadcasts: get<ListBroadcastsRequest, ListBroadcastsResponse>("list-broadcasts"),
} as const;
