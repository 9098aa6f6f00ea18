import { defineService } from "../../kernel/node/service-module.ts";
import { OutsideServiceDefinition } from "../../proto/gen/paywindow/outside/v1/outside.ts";
import { createOutsideAccount } from "./account/create-outside-account.ts";
import { bankFront } from "./bank-card/bank-front.ts";
import { issueTestCard } from "./card/issue-test-card.ts";
import { issueOutsideCode } from "./code/issue-outside-code.ts";
import { setFaults } from "./fault/set-faults.ts";
import { type OpenPort, openPort } from "./http/open-port.ts";
import { sendNotice } from "./notice/send-notice.ts";
import { confirmOutsideOrder } from "./order/confirm-outside-order.ts";
import { getOutsideOrder } from "./order/get-outside-order.ts";
import { outsideParts } from "./outside-parts.ts";
import { seedDemo } from "./seed-demo.ts";
import { getStatement } from "./statement/get-statement.ts";
import { unionpayFront } from "./unionpay-like/unionpay-front.ts";
import { wechatFront } from "./wechat-like/wechat-front.ts";

/** The other parties of a payment, played by us: their doors over HTTP, their books, and the calls behind the stage. */
export const outside = defineService(OutsideServiceDefinition, async (host) => {
  const parts = outsideParts(host);
  const fronts = [bankFront(parts), wechatFront(parts), unionpayFront(parts)];
  parts.paidListeners.push((order) => {
    sendNotice(parts, fronts, order).catch((err: unknown) => host.log.error({ err }, "a notice was not sent"));
  });
  let port: OpenPort | undefined;
  return {
    handlers: {
      createOutsideAccount: createOutsideAccount(parts),
      issueOutsideCode: issueOutsideCode(parts),
      issueTestCard: issueTestCard(parts),
      confirmOutsideOrder: confirmOutsideOrder(parts),
      setFaults: setFaults(parts),
      getOutsideOrder: getOutsideOrder(parts),
      getStatement: getStatement(parts),
    },
    seedDemo: () => seedDemo(parts),
    ready: async () => {
      port = await openPort(parts, fronts);
    },
    stop: async () => port?.close(),
  };
});
