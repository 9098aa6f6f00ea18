import { useEffect, useState } from "react";
import { useText } from "../i18n/use-text.ts";
import type { TextKey } from "../i18n/zh.ts";
import { formatAmount } from "../money/amount.ts";
import "./demo-day.css";

/** How a demo day goes, as GET /demo-day tells: totals and masked names only. */
interface DayTotals {
  sales: number;
  appointments: number;
  tickets: number;
  payments: number;
  /** In fen. */
  paidFen: number;
  /** The newest first. */
  events: { kind: string; who: string; fen: number }[];
  isOver: boolean;
}

const LOOK_EVERY_MS = 2_000;
/** Where no day is played there is nothing to wait for. */
const EMPTY_LOOKS = 3;

const EVENTS: Readonly<Record<string, TextKey>> = {
  sale: "demoDaySale",
  appointment: "demoDayAppointment",
  examination: "demoDayExamination",
  report: "demoDayReport",
  ticket: "demoDayTicket",
  meal: "demoDayMeal",
};

const look = async (): Promise<DayTotals | undefined> => {
  const response = await fetch("/demo-day").catch(() => undefined);
  return response?.status === 200 ? ((await response.json()) as DayTotals) : undefined;
};

/** Looks every other second while a day is played. */
const useDemoDay = (): DayTotals | undefined => {
  const [totals, setTotals] = useState<DayTotals>();
  useEffect(() => {
    let isGone = false;
    let empty = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const again = async (): Promise<void> => {
      const seen = await look();
      if (isGone) return;
      if (seen) setTotals(seen);
      empty = seen ? 0 : empty + 1;
      if (empty < EMPTY_LOOKS && !seen?.isOver) timer = setTimeout(() => void again(), LOOK_EVERY_MS);
    };
    void again();
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, []);
  return totals;
};

const yuan = (fen: number): string => formatAmount({ minorUnits: String(fen), currencyCode: "CNY" });

/** The demo day as it goes on (`npm start -- --demo`). Nothing where none is played. */
export const DemoDay = () => {
  const text = useText();
  const day = useDemoDay();
  if (!day) return null;
  const figures: readonly (readonly [TextKey, string])[] = [
    ["demoDaySales", String(day.sales)],
    ["demoDayVisits", String(day.appointments)],
    ["demoDayParties", String(day.tickets)],
    ["demoDayPaid", yuan(day.paidFen)],
  ];
  return (
    <section className="card" data-testid="demo-day">
      <h2 className="card-title">
        {text("demoDayTitle")}
        <span className="faint">{text(day.isOver ? "demoDayOver" : "demoDayLive")}</span>
      </h2>
      <dl className="demo-day-figures">
        {figures.map(([label, figure]) => (
          <div key={label}>
            <dt className="faint">{text(label)}</dt>
            <dd>{figure}</dd>
          </div>
        ))}
      </dl>
      <ul className="demo-day-events">
        {day.events.slice(0, 5).map(({ kind, who, fen }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same may happen twice, and lines have no state
          <li key={index}>
            <span>{text(EVENTS[kind] ?? "demoDaySale", { who })}</span>
            <span>{fen > 0 ? yuan(fen) : ""}</span>
          </li>
        ))}
      </ul>
    </section>
  );
};
