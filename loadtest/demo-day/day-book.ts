/** What a visitor did. `sale`: paid at the till; `return`: came back to the shop with a coupon. */
export type Deed =
  | "follow"
  | "sale"
  | "points"
  | "appointment"
  | "called"
  | "examination"
  | "report"
  | "rating"
  | "ticket"
  | "seated"
  | "meal"
  | "invited"
  | "return";

/** What happened, fit for anybody's eyes: names are masked, and of money only the amount is told. */
export interface DayEvent {
  readonly kind: Deed;
  /** 李** */
  readonly who: string;
  /** What was paid, in fen; 0 where nothing was. */
  readonly fen: number;
}

/** A step of the one customer who is followed through the day. */
interface StoryStep {
  readonly kind: Deed;
  /** What was paid, in fen; 0 where nothing was, or not yet. */
  readonly fen: number;
  readonly isDone: boolean;
}

/** How a name is said in public, in both languages. */
export interface PublicName {
  readonly zh: string;
  readonly en: string;
}

/** One customer through it all: shop, clinic, restaurant, and back to the shop. */
export interface Story {
  readonly who: PublicName;
  /** All of them, in the order in which they come. */
  readonly steps: readonly StoryStep[];
}

/** The day so far, as the start page shows it. */
export interface DayTotals {
  readonly sales: number;
  readonly appointments: number;
  readonly tickets: number;
  /** Payments of all kinds, and what they came to in fen. */
  readonly payments: number;
  readonly paidFen: number;
  /** The newest first, at most eight. */
  readonly events: readonly DayEvent[];
  /** Absent where nobody is followed. */
  readonly story?: Story;
  readonly isOver: boolean;
}

const KEPT_EVENTS = 8;
const STORY: readonly Deed[] = [
  ...(["follow", "sale", "points"] as const),
  ...(["appointment", "called", "examination", "report", "rating"] as const),
  ...(["ticket", "seated", "meal"] as const),
  ...(["invited", "return"] as const),
];

/** Masks a name as public screens do. */
export const maskName = (name: string): string => `${[...name][0] ?? ""}**`;

/** Keeps count of a day: of every step that was answered, of refusals that the script expects, and of what the visitors paid. */
export class DayBook {
  readonly steps = new Map<string, number>();
  readonly #listeners: ((totals: DayTotals) => void)[] = [];
  #totals: DayTotals = {
    ...{ sales: 0, appointments: 0, tickets: 0, payments: 0, paidFen: 0 },
    ...{ events: [], isOver: false },
  };

  get totals(): DayTotals {
    return this.#totals;
  }

  /** Calls back at once and after every change. */
  follow(listener: (totals: DayTotals) => void): void {
    this.#listeners.push(listener);
    listener(this.#totals);
  }

  countStep(step: string): void {
    this.steps.set(step, (this.steps.get(step) ?? 0) + 1);
  }

  /** Notes what a visitor did, and what they paid for it. */
  note(event: DayEvent): void {
    const { sales, appointments, tickets, payments, paidFen, events } = this.#totals;
    const isSale = event.kind === "sale" || event.kind === "return";
    this.#tell({
      sales: sales + (isSale ? 1 : 0),
      appointments: appointments + (event.kind === "appointment" ? 1 : 0),
      tickets: tickets + (event.kind === "ticket" ? 1 : 0),
      payments: payments + (event.fen > 0 ? 1 : 0),
      paidFen: paidFen + event.fen,
      events: [event, ...events].slice(0, KEPT_EVENTS),
    });
  }

  /** From now on there is a customer who is followed, with every step still to come. */
  beginStory(who: PublicName): void {
    this.#tell({ story: { who, steps: STORY.map((kind) => ({ kind, fen: 0, isDone: false })) } });
  }

  /** The customer who is followed has done a step. */
  tellStory(done: Deed, fen: number): void {
    const { story } = this.#totals;
    if (!story) return;
    const steps = story.steps.map((step) => (step.kind === done ? { ...step, fen, isDone: true } : step));
    this.#tell({ story: { ...story, steps } });
  }

  end(): void {
    this.#tell({ isOver: true });
  }

  #tell(change: Partial<DayTotals>): void {
    this.#totals = { ...this.#totals, ...change };
    for (const listener of this.#listeners) listener(this.#totals);
  }
}
