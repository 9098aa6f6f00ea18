import { defineReasons } from "../../kernel/errors/reason.ts";

/** Why the calls behind the stage are refused. What the parties say to payments has codes of its own. */
export const outsideReasons = defineReasons("outside", {
  OUTSIDE_ACCOUNT_NOT_FOUND: {
    code: "NOT_FOUND",
    retryable: false,
    zh: "没有这个外部账户",
    en: "There is no such account at an outside party.",
  },
  OUTSIDE_ORDER_NOT_FOUND: {
    code: "NOT_FOUND",
    retryable: false,
    zh: "外部机构没有这笔订单",
    en: "The outside party has no such order.",
  },
  CRASH_NOT_ALONE: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "只有单独运行的外部服务进程才能模拟崩溃",
    en: "A crash would end other services with it: run SERVICES=outside as a process of its own.",
  },
});
