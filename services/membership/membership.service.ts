import { defineService } from "../../kernel/node/service-module.ts";
import { MembershipServiceDefinition } from "../../proto/gen/paywindow/membership/v1/membership.ts";
import { getMemberCard } from "./card/get-member-card.ts";
import { issueCard } from "./card/issue-card.ts";
import { listMemberCards } from "./card/list-member-cards.ts";
import { issueMemberCode } from "./code/issue-member-code.ts";
import { redeemMemberCode } from "./code/redeem-member-code.ts";
import { seedDemo } from "./demo.ts";
import { membershipParts } from "./membership-parts.ts";
import { bindPhysicalCard } from "./physical/bind-physical-card.ts";
import { importPhysicalCards } from "./physical/import-physical-cards.ts";
import { listPointsEntries } from "./points/list-points-entries.ts";
import { settleJob } from "./points/settle-points.ts";
import { getProgramme } from "./programme/get-programme.ts";
import { setProgramme } from "./programme/set-programme.ts";
import { beginMemberSale } from "./sale/begin-member-sale.ts";
import { tradeConsumers } from "./sale/hear-trade.ts";
import { quoteMember } from "./sale/quote-member.ts";
import { recoveryJob } from "./sale/recover-sales.ts";
import { releaseMemberSale } from "./sale/release-member-sale.ts";

/** Members of merchants: programmes, cards, codes for the till, levels, points. */
export const membership = defineService(MembershipServiceDefinition, async (host) => {
  const parts = membershipParts(host);
  return {
    handlers: {
      setProgramme: setProgramme(parts),
      getProgramme: getProgramme(parts),
      issueCard: issueCard(parts),
      getMemberCard: getMemberCard(parts),
      listMemberCards: listMemberCards(parts),
      issueMemberCode: issueMemberCode(parts),
      listPointsEntries: listPointsEntries(parts),
      importPhysicalCards: importPhysicalCards(parts),
      bindPhysicalCard: bindPhysicalCard(parts),
      redeemMemberCode: redeemMemberCode(parts),
      quoteMember: quoteMember(parts),
      beginMemberSale: beginMemberSale(parts),
      releaseMemberSale: releaseMemberSale(parts),
    },
    consumers: tradeConsumers(parts),
    jobs: [settleJob(parts), recoveryJob(parts)],
    seedDemo: () => seedDemo(parts, host.clock.now()),
  };
});
