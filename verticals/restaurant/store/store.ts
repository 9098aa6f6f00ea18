import { chinaTime } from "../../../kernel/time/china-time.ts";

/** How a store runs its queue (V18): sizes in people, spans in milliseconds, the radius in metres. */
export interface QueueSettings {
  readonly smallMax: number;
  readonly mediumMax: number;
  readonly largeMax: number;
  /** 0: tickets at the door only. */
  readonly remoteRadiusM: number;
  readonly callAgainMs: number;
  readonly holdMs: number;
  readonly poolMs: number;
  readonly nearParties: number;
  readonly usualMinutesPerParty: number;
}

/** A meal: minutes after midnight in China, from ≤ t < to. */
interface Mealtime {
  readonly mealtimeId: string;
  readonly name: string;
  readonly nameEn: string;
  readonly fromMinute: number;
  readonly toMinute: number;
}

interface Station {
  readonly stationId: string;
  readonly name: string;
  readonly nameEn: string;
  readonly pickUp: boolean;
}

interface Area {
  readonly areaId: string;
  readonly name: string;
  readonly nameEn: string;
}

interface Category {
  readonly categoryId: string;
  readonly name: string;
  readonly nameEn: string;
}

/** A restaurant of a merchant. */
export interface DiningStore {
  /** str_… */
  readonly _id: string;
  /** mer_… */
  readonly merchantId: string;
  readonly name: string;
  readonly nameEn: string;
  readonly currencyCode: string;
  /** Millionths of a degree, WGS 84. */
  readonly latitudeE6: number;
  readonly longitudeE6: number;
  readonly doorCode: string;
  readonly queue: QueueSettings;
  readonly areas: readonly Area[];
  readonly stations: readonly Station[];
  readonly mealtimes: readonly Mealtime[];
  readonly categories: readonly Category[];
}

/** Minutes after midnight, as China's clocks show the instant. */
const minuteOfDay = (now: Date): number => {
  const clock = chinaTime(now);
  return Number(clock.slice(11, 13)) * 60 + Number(clock.slice(14, 16));
};

/** The meals that are served at the instant. */
export const mealtimesAt = ({ mealtimes }: Pick<DiningStore, "mealtimes">, now: Date): ReadonlySet<string> => {
  const minute = minuteOfDay(now);
  const current = mealtimes.filter(({ fromMinute, toMinute }) => fromMinute <= minute && minute < toMinute);
  return new Set(current.map(({ mealtimeId }) => mealtimeId));
};
