import type { ClientSession } from "mongoose";
import { updateRow } from "../../../kernel/store/rows.ts";
import { chinaTime } from "../../../kernel/time/china-time.ts";
import type { AppointmentRow } from "../appointment/appointment.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import type { MessageRow } from "./message.ts";

/** What a user is told of an appointment. */
export interface News {
  readonly kind: "CONFIRMED" | "CANCELLED" | "STOPPED" | "NO_SHOW" | "CALLED" | "MISSED" | "VOID";
  readonly appointment: AppointmentRow;
  /** Tells one call of a patient from the next. */
  readonly number?: number;
}

type Words = Pick<MessageRow, "title" | "body">;

/** When, where and of whom, in both languages: names are masked, as the message lies in an inbox. */
const factsOf = (row: AppointmentRow): { readonly zh: string; readonly en: string } => {
  const when = chinaTime(row.startTime).slice(5, 16);
  return {
    zh: `${row.patientMaskedName}，${row.departmentName} ${row.doctorName}，${when}，${row.queueNumber}号`,
    en: `${row.patientMaskedName}, ${row.departmentNameEn}, ${row.doctorNameEn}, ${when}, no. ${row.queueNumber}`,
  };
};

type Kind = News["kind"];

const bookingWords = (
  row: AppointmentRow,
): Pick<Readonly<Record<Kind, Words>>, "CONFIRMED" | "CANCELLED" | "STOPPED" | "NO_SHOW"> => {
  const { zh, en } = factsOf(row);
  const isPaid = row.fee > 0n;
  const back = { zh: isPaid ? "挂号费将原路退回。" : "", en: isPaid ? " The fee goes back the way it came." : "" };
  return {
    CONFIRMED: {
      title: { zh: "预约成功", en: "Appointment confirmed" },
      body: { zh: `${zh}。请在就诊前30分钟内签到。`, en: `${en}. Check in within the 30 minutes before it.` },
    },
    CANCELLED: {
      title: { zh: "预约已取消", en: "Appointment cancelled" },
      body: { zh: `${zh}。${back.zh}`, en: `${en}.${back.en}` },
    },
    STOPPED: {
      title: { zh: "门诊停诊通知", en: "Clinic stopped" },
      body: { zh: `${zh}。停诊原因：${row.stopReason}。${back.zh}`, en: `${en}. Reason: ${row.stopReason}.${back.en}` },
    },
    NO_SHOW: {
      title: { zh: "您有一次爽约", en: "Appointment missed" },
      body: {
        zh: `${zh}。三个月内爽约三次将暂停预约三个月。`,
        en: `${en}. Three in three months block booking for three months.`,
      },
    },
  };
};

const queueWords = (row: AppointmentRow): Pick<Readonly<Record<Kind, Words>>, "CALLED" | "MISSED" | "VOID"> => {
  const { zh, en } = factsOf(row);
  return {
    CALLED: {
      title: { zh: "请到诊室就诊", en: "It is your turn" },
      body: { zh: `${zh}。正在叫号，请到诊室就诊。`, en: `${en}. You are being called; please come in.` },
    },
    MISSED: {
      title: { zh: "您已过号", en: "You missed your call" },
      body: { zh: `${zh}。叫号未到，候诊顺序已后移。`, en: `${en}. You were moved back in the queue.` },
    },
    VOID: {
      title: { zh: "候诊号已作废", en: "Your place is void" },
      body: {
        zh: `${zh}。多次叫号未到，请到护士台处理。`,
        en: `${en}. You missed too many calls; please see the nurse.`,
      },
    },
  };
};

const wordsOf = ({ kind, appointment }: News): Words =>
  ({ ...bookingWords(appointment), ...queueWords(appointment) })[kind];

/** Puts a message on its way, in the transaction of what it tells. The same news twice is one message. */
export const tell = async (
  { messages }: Pick<HospitalParts, "messages">,
  news: News,
  { session, now }: { readonly session: ClientSession; readonly now: Date },
): Promise<void> => {
  const { kind, appointment, number } = news;
  const _id = [appointment._id, kind, ...(number === undefined ? [] : [number])].join(":");
  const row = {
    ...{ merchantId: appointment.merchantId, userId: appointment.userId, ...wordsOf(news) },
    ...{ link: "/hospital?task=appointments", dueTime: now, tries: 0 },
  };
  await updateRow(messages, { filter: { _id }, update: { $setOnInsert: row } }, { session, upsert: true });
};
