import type { ClientSession } from "mongoose";
import { findRow } from "../../../kernel/store/rows.ts";
import type { WindowDesk } from "../../../proto/gen/paywindow/content/v1/window.ts";
import type { ContentParts } from "../content-parts.ts";
import { contentReasons } from "../errors.ts";
import { deskMessage } from "./window.ts";
import type { WindowRow } from "./window-model.ts";

/** The merchant's window. @throws WINDOW_NOT_FOUND. */
export const loadOwnWindow = async (
  { windows }: Pick<ContentParts, "windows">,
  merchantId: string,
  session?: ClientSession,
): Promise<WindowRow> => {
  const row = await findRow(windows, { merchantId }, session);
  if (!row) throw contentReasons.error("WINDOW_NOT_FOUND");
  return row;
};

/** What the merchant's own people see of it now. */
export const loadDesk = async (
  { windows, audiences }: Pick<ContentParts, "windows" | "audiences">,
  merchantId: string,
  session?: ClientSession,
): Promise<WindowDesk> => {
  const row = await loadOwnWindow({ windows }, merchantId, session);
  const audience = await findRow(audiences, { _id: row._id }, session);
  return deskMessage(row, audience?.followerCount ?? 0);
};
