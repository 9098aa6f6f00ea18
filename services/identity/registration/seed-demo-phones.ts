import type { IdentityParts } from "../identity-parts.ts";
import { sealPhone } from "./phone.ts";

/** The phones of the demonstration's shoppers; the messages that they get are on the demo's phone page. */
const DEMO_PHONES: Readonly<Record<string, string>> = {
  usr_demoshopper1: "13800000001",
  usr_demoshopper2: "13800000002",
  usr_demoshopper3: "13800000003",
};

/** Gives the demo's shoppers their phones where they have none. */
export const seedDemoPhones = async (
  parts: Pick<IdentityParts, "principals" | "seal" | "phoneIndex">,
): Promise<void> => {
  for (const [_id, phone] of Object.entries(DEMO_PHONES)) {
    const without = { _id, phoneIndex: { $exists: false } };
    await parts.principals.updateOne(without, { $set: sealPhone(parts, _id, phone) });
  }
};
