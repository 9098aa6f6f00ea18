import { useEffect, useState } from "react";
import { useName, useText } from "../i18n/use-text.ts";
import type { TextKey } from "../i18n/zh.ts";
import { formatAmount } from "../money/amount.ts";
import { type Story, StorySteps } from "./demo-day-story.tsx";
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
  /** Absent where nobody is followed through the day. */
  story?: Story;
  isOver: boolean;
}

const LOOK_EVERY_MS = 2_000;
/** Where no day is played there is nothing to wait for. */
const EMPTY_LOOKS = 3;
const SHOWN_EVENTS = 5;

const DEEDS: Readonly<Record<string, TextKey>> = {
  follow: "demoDayFollow",
  sale: "demoDaySale",
  points: "demoDayPoints",
  appointment: "demoDayAppointment",
  called: "demoDayCalled",
  examination: "demoDayExamination",
  report: "demoDayReport",
  rating: "demoDayRating",
  ticket: "demoDayTicket",
  seated: "demoDaySeated",
  meal: "demoDayMeal",
  invited: "demoDayInvited",
  return: "demoDayReturn",
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

const yuan = (fen: number): string => (fen > 0 ? formatAmount({ minorUnits: String(fen), currencyCode: "CNY" }) : "");

const Figures = ({ day }: { day: DayTotals }) => {
  const text = useText();
  const figures: readonly (readonly [TextKey, string])[] = [
    ["demoDaySales", String(day.sales)],
    ["demoDayVisits", String(day.appointments)],
    ["demoDayParties", String(day.tickets)],
    ["demoDayPaid", formatAmount({ minorUnits: String(day.paidFen), currencyCode: "CNY" })],
  ];
  return (
    <dl className="demo-day-figures">
      {figures.map(([label, figure]) => (
        <div key={label}>
          <dt className="faint">{text(label)}</dt>
          <dd>{figure}</dd>
        </div>
      ))}
    </dl>
  );
};

/** The demo day as it goes on (`npm start -- --demo`). Nothing where none is played. */
export const DemoDay = () => {
  const text = useText();
  const nameOf = useName();
  const day = useDemoDay();
  if (!day) return null;
  const deedOf = (kind: string): string => text(DEEDS[kind] ?? "demoDaySale");
  const { story } = day;
  return (
    <section className="card" data-testid="demo-day">
      <h2 className="card-title">
        {text("demoDayTitle")}
        <span className="faint demo-day-state" data-over={day.isOver}>
          {text(day.isOver ? "demoDayOver" : "demoDayLive")}
        </span>
      </h2>
      <Figures day={day} />
      <div className="demo-day-lists">
        {story ? (
          <div data-testid="demo-story">
            <h3>{text("demoDayStory", { who: nameOf({ name: story.who.zh, nameEn: story.who.en }) })}</h3>
            <StorySteps steps={story.steps} deedOf={deedOf} amountOf={yuan} />
          </div>
        ) : null}
        <div>
          <h3>{text("demoDayNews")}</h3>
          <ul className="demo-day-events">
            {day.events.slice(0, SHOWN_EVENTS).map(({ kind, who, fen }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the same may happen twice, and lines have no state
              <li key={index}>
                <span>{`${who} ${deedOf(kind)}`}</span>
                <span>{yuan(fen)}</span>
              </li>
            ))}
          </ul>
        </div>
      </div>
    </section>
  );
};
