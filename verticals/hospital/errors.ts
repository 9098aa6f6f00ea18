import { defineReasons } from "../../kernel/errors/reason.ts";
import { reportReasonRows } from "./report/report-reasons.ts";

/**
 * Why the hospital refuses, in the order in which its guards stand. PayFee and PayItems also give the reasons of payments' CreateTrade, as payments gave them.
 * PAYMENT_UNDER_WAY is retryable: once the payment is known, the same call finds it paid or closed.
 */
export const hospitalReasons = defineReasons("hospital", {
  BIND_TRIES_EXCEEDED: {
    code: "RESOURCE_EXHAUSTED",
    retryable: false,
    zh: "尝试次数过多，请 {retryAfterSeconds} 秒后再试",
    en: "Too many tries; try again in {retryAfterSeconds} s.",
  },
  PATIENT_NOT_MATCHED: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "就诊卡号、姓名与身份证号不一致",
    en: "Card number, name and identity number do not belong together.",
  },
  PATIENT_BINDERS_EXCEEDED: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "该就诊人已被绑定 {limit} 次，不能再绑定",
    en: "The patient is bound by {limit} users already.",
  },
  PATIENTS_EXCEEDED: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "最多绑定 {limit} 位就诊人",
    en: "No more than {limit} patients can be bound.",
  },
  REPORT_NOT_FOUND: { code: "NOT_FOUND", retryable: false, zh: "没有这份报告", en: "There is no such report." },
  PATIENT_NOT_FOUND: { code: "NOT_FOUND", retryable: false, zh: "没有这位患者", en: "There is no such patient." },
  DEPARTMENT_NOT_FOUND: { code: "NOT_FOUND", retryable: false, zh: "没有这个科室", en: "There is no such department." },
  DOCTOR_NOT_FOUND: { code: "NOT_FOUND", retryable: false, zh: "没有这位医生", en: "There is no such doctor." },
  PATIENT_NOT_BOUND: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "请先绑定该就诊人的就诊卡",
    en: "Bind the patient's visit card first.",
  },
  SLOT_NOT_FOUND: { code: "NOT_FOUND", retryable: false, zh: "没有这个号源", en: "There is no such slot." },
  APPOINTMENT_EXISTS: {
    code: "ALREADY_EXISTS",
    retryable: false,
    zh: "该就诊人当天已挂过这位医生的号",
    en: "The patient has an appointment with this doctor on that day.",
  },
  SLOT_STOPPED: { code: "FAILED_PRECONDITION", retryable: false, zh: "该门诊已停诊", en: "The clinic was stopped." },
  SLOT_OVER: { code: "FAILED_PRECONDITION", retryable: false, zh: "该时段已过", en: "The slot is over." },
  BOOKING_BLOCKED: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "三个月内多次爽约，暂停预约至 {until}",
    en: "Appointments were missed too often; booking is blocked until {until}.",
  },
  SLOT_FULL: { code: "FAILED_PRECONDITION", retryable: false, zh: "该时段已约满", en: "The slot is full." },
  APPOINTMENT_NOT_FOUND: {
    code: "NOT_FOUND",
    retryable: false,
    zh: "没有这个预约",
    en: "There is no such appointment.",
  },
  APPOINTMENT_NOT_HELD: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "该预约不在待支付状态",
    en: "The appointment does not wait for a payment.",
  },
  BILL_NOT_FOUND: { code: "NOT_FOUND", retryable: false, zh: "没有这张账单", en: "There is no such bill." },
  PAYMENT_UNDER_WAY: {
    code: "ABORTED",
    retryable: true,
    zh: "付款正在处理，请稍候",
    en: "The payment is under way; wait for its result.",
  },
  CANCEL_TOO_LATE: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "就诊前 {minutes} 分钟内不能取消",
    en: "It cannot be cancelled within {minutes} minutes of the visit.",
  },
  APPOINTMENT_NOT_CANCELLABLE: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "该预约已不能取消",
    en: "The appointment cannot be cancelled any more.",
  },
  SCHEDULE_NOT_FOUND: { code: "NOT_FOUND", retryable: false, zh: "没有这个门诊排班", en: "There is no such clinic." },
  SCHEDULE_OVER: { code: "FAILED_PRECONDITION", retryable: false, zh: "该门诊已结束", en: "The clinic is over." },
  APPOINTMENT_NOT_CONFIRMED: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "该预约未确认或已失效，不能签到",
    en: "The appointment is not confirmed, or not any more.",
  },
  CHECK_IN_TOO_EARLY: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "就诊前 {minutes} 分钟起可签到",
    en: "Check in from {minutes} minutes before the visit.",
  },
  CHECK_IN_TOO_LATE: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "门诊已结束，不能签到",
    en: "The clinic is over; nobody can check in.",
  },
  TICKET_NOT_FOUND: {
    code: "NOT_FOUND",
    retryable: false,
    zh: "没有这个候诊号",
    en: "There is no such place in the queue.",
  },
  VISIT_UNDER_WAY: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "请先结束当前患者的就诊或过号",
    en: "Finish or pass the current patient first.",
  },
  QUEUE_EMPTY: { code: "FAILED_PRECONDITION", retryable: false, zh: "没有候诊患者", en: "Nobody waits." },
  TICKET_NOT_CALLED: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "该患者不是当前患者",
    en: "That is not the current patient.",
  },
  NOTHING_TO_UNDO: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "没有可撤销的操作",
    en: "There is nothing to take back.",
  },
  TICKET_NOT_MOVABLE: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "该候诊号当前不能移动",
    en: "The place cannot be moved as it is.",
  },
  DOCTOR_NOT_ON_DUTY: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "该医生今天不出诊",
    en: "That doctor has no clinic today.",
  },
  EXAMINATION_NOT_FOUND: {
    code: "NOT_FOUND",
    retryable: false,
    zh: "没有代码为 {code} 的检查项目",
    en: "There is no examination with the code {code}.",
  },
  ORDER_ID_REUSED: {
    code: "ALREADY_EXISTS",
    retryable: false,
    zh: "同一开单编号被用于不同的项目",
    en: "The order id was used for other items.",
  },
  ITEM_NOT_FOUND: { code: "NOT_FOUND", retryable: false, zh: "没有这个检查项目", en: "There is no such item." },
  ITEMS_IN_PAYMENT: {
    code: "ABORTED",
    retryable: false,
    zh: "项目正在由另一次付款支付",
    en: "Items are being paid by another payment.",
  },
  ITEMS_CHANGED: {
    code: "ABORTED",
    retryable: false,
    zh: "待付项目已变化，请核对后再付",
    en: "The items are others by now; show them again.",
  },
  ITEM_NOT_PERFORMABLE: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "项目未付款或已退款，不能执行",
    en: "The item is not paid, or refunded.",
  },
  ITEM_NOT_REFUNDABLE: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "项目已执行，不能退款",
    en: "The item was performed and is not refunded.",
  },
  VISIT_NOT_FINISHED: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "就诊结束后才能评价",
    en: "A visit is rated once it is finished.",
  },
  ALREADY_RATED: { code: "ALREADY_EXISTS", retryable: false, zh: "该次就诊已评价", en: "The visit was rated already." },
  ...reportReasonRows,
});

/** A reason of this service's registry. */
export type HospitalReason = keyof typeof hospitalReasons.rows;
