import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type {
  ListRecordReadsRequest,
  ListRecordReadsResponse,
} from "../../../proto/gen/paywindow/hospital/v1/patient.ts";
import { assertStaffOf } from "../callers.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import type { RecordReadRow } from "./patient.ts";

const MOST = 100;

/** ListRecordReads: who has read whose personal data. */
export const listRecordReads =
  ({ recordReads }: HospitalParts): Handler<ListRecordReadsRequest, ListRecordReadsResponse> =>
  async (request, { caller }) => {
    const fields = readFields();
    const merchantId = fields.id("merchant_id", request.merchantId, "mer");
    const patientId = request.patientId && fields.id("patient_id", request.patientId, "pat");
    fields.check();
    assertStaffOf(caller, merchantId, "PATIENT_NOT_FOUND");
    const rows = await recordReads
      .find({ merchantId, ...(patientId && { patientId }) })
      .sort({ readTime: -1, _id: -1 })
      .limit(MOST)
      .lean<RecordReadRow[]>();
    return {
      reads: rows.map(({ patientId: id, readerId, purpose, readTime }) => ({
        patientId: id,
        readerId,
        purpose,
        readTime,
      })),
    };
  };
