import type { Config } from "../../../kernel/config/config.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import { type MllpPort, openMllpPort } from "../hl7/open-mllp-port.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import { keepBlock } from "./keep-block.ts";

/** IPv4 as a socket of both kinds names it. */
const plainAddress = (address: string): string => address.replace(/^::ffff:/, "");

/** Opens the hospital's own listener where the settings name one; undefined where they do not, or where the store is none of this hospital's. */
export const listenForReports = async (parts: HospitalParts, config: Config): Promise<MllpPort | undefined> => {
  const { mllp, host } = config;
  if (!mllp) return undefined;
  const clinic = await findRow(parts.clinics, { _id: mllp.storeId });
  if (!clinic) {
    parts.log.warn({ storeId: mllp.storeId }, "no clinic has this id: laboratories are not listened for");
    return undefined;
  }
  const port = await openMllpPort({
    ...{ host, port: mllp.port, log: parts.log },
    keep: keepBlock(parts, { merchantId: clinic.merchantId, storeId: clinic._id }),
    isAllowed: (address) => mllp.peers.includes(plainAddress(address)),
  });
  parts.log.info({ port: port.port, storeId: clinic._id }, "laboratories are listened for");
  return port;
};
