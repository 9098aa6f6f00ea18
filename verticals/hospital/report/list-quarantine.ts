import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type { ListQuarantineRequest, ListQuarantineResponse } from "../../../proto/gen/paywindow/hospital/v1/report.ts";
import { assertAtSite } from "../callers.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import type { InboundMessageRow } from "./report-model.ts";

const MOST = 100;

/** ListQuarantine: the messages of a clinic's laboratories that were not taken, with their reasons (V13). */
export const listQuarantine =
  ({ inboundMessages }: HospitalParts): Handler<ListQuarantineRequest, ListQuarantineResponse> =>
  async (request, { caller }) => {
    const fields = readFields();
    const storeId = fields.id("store_id", request.storeId, "str");
    fields.check();
    assertAtSite(caller, storeId);
    const rows = await inboundMessages
      .find({ storeId, isOpen: true })
      .sort({ receiveTime: 1 })
      .limit(MOST)
      .lean<InboundMessageRow[]>();
    return {
      messages: rows.map(({ _id, sender, controlId, reason = "", field = "", receiveTime, timesSeen }) => ({
        ...{ messageId: _id, sender, controlId, reason, field, receiveTime, timesSeen },
      })),
    };
  };
