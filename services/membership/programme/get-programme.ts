import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import type {
  GetProgrammeRequest,
  Programme as ProgrammeMessage,
} from "../../../proto/gen/paywindow/membership/v1/programme.ts";
import { membershipReasons } from "../errors.ts";
import type { MembershipParts } from "../membership-parts.ts";
import { programmeMessage } from "./programme-message.ts";
import { findProgramme, programmeIdOf } from "./programme-model.ts";

/** GetProgramme: what a merchant promises is no secret: anybody may read it. */
export const getProgramme =
  (parts: MembershipParts): Handler<GetProgrammeRequest, ProgrammeMessage> =>
  async (request) => {
    const fields = readFields();
    const merchantId = fields.id("merchant_id", request.merchantId, "mer");
    const version = fields.integer("version", request.version, 0, 2 ** 31 - 1);
    fields.check();
    const row =
      version === 0
        ? await findProgramme(parts, merchantId)
        : await findRow(parts.programmes, { _id: programmeIdOf(merchantId, version) });
    if (!row) throw membershipReasons.error("PROGRAMME_NOT_FOUND");
    return programmeMessage(row);
  };
