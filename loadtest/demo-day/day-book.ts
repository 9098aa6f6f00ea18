/** What happened, fit for anybody's eyes: names are masked, and of money only the amount is told. */
export interface DayEvent {
  readonly kind: "sale" | "appointment" | "examination" | "report" | "ticket" | "meal";
  /** 李** */
  readonly who: string;
  /** What was paid, in fen; 0 where nothing was. */
  readonly fen: number;
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
  readonly isOver: boolean;
}

const KEPT_EVENTS = 8;

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
    this.#tell({
      sales: sales + (event.kind === "sale" ? 1 : 0),
      appointments: appointments + (event.kind === "appointment" ? 1 : 0),
      tickets: tickets + (event.kind === "ticket" ? 1 : 0),
      payments: payments + (event.fen > 0 ? 1 : 0),
      paidFen: paidFen + event.fen,
      events: [event, ...events].slice(0, KEPT_EVENTS),
    });
  }

  end(): void {
    this.#tell({ isOver: true });
  }

  #tell(change: Partial<DayTotals>): void {
    this.#totals = { ...this.#totals, ...change };
    for (const listener of this.#listeners) listener(this.#totals);
  }
}
