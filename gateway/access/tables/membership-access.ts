import { type AccessRow, allow, anyone, on, ownedAsServiceKnows, users } from "../grant.ts";
import { office, SERVICES_ONLY } from "./roles.ts";

/** A programme is its merchant's: its managers write it. */
const ownProgramme: AccessRow = [allow(office, on("merchantId", "tenant"))];
const ownCard: AccessRow = [allow(users(), ownedAsServiceKnows("cardId"))];

/** Who may call the rpcs of membership. */
export const membershipAccess: Readonly<Record<string, AccessRow>> = {
  "membership.setProgramme": ownProgramme,
  // What a merchant promises its members is no secret.
  "membership.getProgramme": [allow(anyone())],
  "membership.issueCard": [allow(users())],
  "membership.getMemberCard": ownCard,
  "membership.listMemberCards": [allow(users())],
  "membership.issueMemberCode": ownCard,
  "membership.listPointsEntries": ownCard,
  "membership.importPhysicalCards": ownProgramme,
  "membership.bindPhysicalCard": [allow(users())],
  "membership.redeemMemberCode": SERVICES_ONLY,
  "membership.quoteMember": SERVICES_ONLY,
  "membership.beginMemberSale": SERVICES_ONLY,
  "membership.releaseMemberSale": SERVICES_ONLY,
};
