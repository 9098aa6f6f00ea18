import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type { GetWindowDeskRequest, WindowDesk } from "../../../proto/gen/paywindow/content/v1/window.ts";
import { managerOf } from "../callers.ts";
import type { ContentParts } from "../content-parts.ts";
import { loadDesk } from "./load-desk.ts";

/** GetWindowDesk: the merchant's window as its managers see it. */
export const getWindowDesk =
  (parts: ContentParts): Handler<GetWindowDeskRequest, WindowDesk> =>
  async (request, { caller }) => {
    const fields = readFields();
    const merchantId = fields.id("merchant_id", request.merchantId, "mer");
    fields.check();
    managerOf(caller, merchantId);
    return loadDesk(parts, merchantId);
  };
