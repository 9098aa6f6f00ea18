import type { Message } from "../../../proto/gen/paywindow/content/v1/message.ts";
import type { BroadcastRow } from "../broadcast/broadcast-model.ts";
import type { ContentParts } from "../content-parts.ts";
import { publishedOf } from "../window/window.ts";
import type { WindowRow } from "../window/window-model.ts";
import { toMessage } from "./message.ts";
import type { MessageRow } from "./message-model.ts";

const distinct = (values: readonly (string | undefined)[]): string[] =>
  [...new Set(values.filter((value) => value !== undefined && value !== ""))] as string[];

/** Rows as their user sees them: with the windows' names of today, and with the text of the broadcasts that they are deliveries of. */
export const showMessages = async (
  { windows, broadcasts }: Pick<ContentParts, "windows" | "broadcasts">,
  rows: readonly MessageRow[],
): Promise<Message[]> => {
  const windowIds = distinct(rows.map(({ windowId }) => windowId));
  const broadcastIds = distinct(rows.map(({ broadcastId }) => broadcastId));
  const from = await windows.find({ _id: { $in: windowIds } }).lean<WindowRow[]>();
  const sent = await broadcasts.find({ _id: { $in: broadcastIds } }).lean<BroadcastRow[]>();
  const published = new Map(from.map((row) => [row._id, publishedOf(row)]));
  const texts = new Map(sent.map(({ _id, text }) => [_id, text]));
  return rows.map((row) => toMessage(row, row.text ?? texts.get(row.broadcastId ?? ""), published.get(row.windowId)));
};
