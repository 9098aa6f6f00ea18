import { type ClientSession, type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import { membershipReasons } from "../errors.ts";
import type { Level, Programme } from "./programme.ts";

/** A version of a programme in the store. */
export type ProgrammeRow = Programme & {
  /** `<merchant id>:<version>` */
  readonly _id: string;
  /** Whether the levels of all cards are known to follow it. */
  readonly isSpread: boolean;
};

/** Whose the card numbers are that begin so; `_id` is the prefix. */
export interface CardPrefixRow {
  readonly _id: string;
  readonly merchantId: string;
}

const required = true;

const levelSchema = new Schema<Level>(
  {
    name: { type: String, required },
    nameEn: { type: String, required },
    thresholdPoints: { type: BigInt, required },
    benefits: { type: String },
    benefitsEn: { type: String },
    discountBasisPoints: { type: Number, required },
  },
  { _id: false },
);

const schema = new Schema<ProgrammeRow>(
  {
    _id: { type: String, required },
    merchantId: { type: String, required },
    version: { type: Number, required },
    name: { type: String, required },
    nameEn: { type: String, required },
    cardPrefix: { type: String, required },
    levels: { type: [levelSchema], required },
    levelWindowDays: { type: Number, required },
    pointsPerYuan: { type: Number, required },
    pendingDays: { type: Number, required },
    expiry: { type: { rule: { type: String, required }, count: { type: Number, required } }, required, _id: false },
    pointWorthFen: { type: Number, required },
    setTime: { type: Date, required },
    isSpread: { type: Boolean, required },
  },
  { collection: "programmes", versionKey: false },
);
schema.index({ merchantId: 1, version: 1 }, { unique: true });
// What the job looks for.
schema.index({ setTime: 1 }, { partialFilterExpression: { isSpread: false } });

const prefixSchema = new Schema<CardPrefixRow>(
  { _id: { type: String, required }, merchantId: { type: String, required } },
  { collection: "card_prefixes", versionKey: false },
);

export const programmeModel = (connection: Connection): Model<ProgrammeRow> =>
  modelOf<ProgrammeRow>(connection, "Programme", schema);

export const cardPrefixModel = (connection: Connection): Model<CardPrefixRow> =>
  modelOf<CardPrefixRow>(connection, "CardPrefix", prefixSchema);

export const programmeIdOf = (merchantId: string, version: number): string => `${merchantId}:${version}`;

interface Programmes {
  readonly programmes: Model<ProgrammeRow>;
}

/** The newest version of a merchant's programme, or null. */
export const findProgramme = (
  { programmes }: Programmes,
  merchantId: string,
  session?: ClientSession,
): Promise<ProgrammeRow | null> =>
  programmes
    .findOne({ merchantId })
    .sort({ version: -1 })
    .session(session ?? null)
    .lean<ProgrammeRow>();

/** As findProgramme. @throws PROGRAMME_NOT_FOUND. */
export const loadProgramme = async (
  parts: Programmes,
  merchantId: string,
  session?: ClientSession,
): Promise<ProgrammeRow> => {
  const row = await findProgramme(parts, merchantId, session);
  if (!row) throw membershipReasons.error("PROGRAMME_NOT_FOUND");
  return row;
};

/** A version that something was promised by. */
export const loadVersion = async (
  { programmes }: Programmes,
  merchantId: string,
  version: number,
  session?: ClientSession,
): Promise<ProgrammeRow> => {
  const row = await programmes
    .findById(programmeIdOf(merchantId, version))
    .session(session ?? null)
    .lean<ProgrammeRow>();
  if (!row) throw new Error(`the programme ${programmeIdOf(merchantId, version)} vanished`);
  return row;
};
