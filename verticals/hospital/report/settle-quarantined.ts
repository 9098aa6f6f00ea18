import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type {
  SettleQuarantinedRequest,
  SettleQuarantinedResponse,
} from "../../../proto/gen/paywindow/hospital/v1/report.ts";
import { assertAtSite } from "../callers.ts";
import { hospitalReasons } from "../errors.ts";
import type { HospitalParts } from "../hospital-parts.ts";

/** SettleQuarantined: staff have dealt with a message that was not taken (the laboratory has sent it right since, say). It stays in the store, with their note. */
export const settleQuarantined =
  ({ inboundMessages }: HospitalParts): Handler<SettleQuarantinedRequest, SettleQuarantinedResponse> =>
  async (request, { caller, now }) => {
    const fields = readFields();
    const storeId = fields.id("store_id", request.storeId, "str");
    const _id = fields.text("message_id", request.messageId, 1, 128);
    const note = fields.text("note", request.note, 2, 256);
    fields.check();
    assertAtSite(caller, storeId);
    const settled = { staffId: "id" in caller ? caller.id : "", note, time: now };
    const filter = { _id, storeId, isOpen: true };
    const { matchedCount } = await inboundMessages.updateOne(filter, { $set: { settled }, $unset: { isOpen: "" } });
    if (matchedCount === 0 && !(await inboundMessages.exists({ _id, storeId, settled: { $exists: true } })))
      throw hospitalReasons.error("QUARANTINED_NOT_FOUND");
    return {};
  };
