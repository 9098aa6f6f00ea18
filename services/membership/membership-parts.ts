import type { Model } from "mongoose";
import type { Client } from "../../kernel/contract/contract.ts";
import { createBlindIndex } from "../../kernel/crypto/blind-index.ts";
import { createSeal, type Seal } from "../../kernel/crypto/seal.ts";
import type { Outbox } from "../../kernel/events/event.ts";
import type { ServiceHost } from "../../kernel/node/service-module.ts";
import type { Store } from "../../kernel/store/open-store.ts";
import type { Logger } from "../../kernel/telemetry/logger.ts";
import { IdentityServiceDefinition } from "../../proto/gen/paywindow/identity/v1/identity.ts";
import { PaymentsServiceDefinition } from "../../proto/gen/paywindow/payments/v1/payments.ts";
import { type CardRow, cardModel } from "./card/card-model.ts";
import { type SpentCodeRow, spentCodeModel } from "./code/spent-code-model.ts";
import { type PhysicalCardRow, physicalCardModel } from "./physical/physical-card-model.ts";
import { type PointsModels, pointsModels } from "./points/points-model.ts";
import { type CardPrefixRow, cardPrefixModel, type ProgrammeRow, programmeModel } from "./programme/programme-model.ts";
import { type SaleRow, saleModel } from "./sale/sale-model.ts";

/** What membership's handlers work with. */
export interface MembershipParts {
  readonly store: Store;
  readonly outbox: Outbox;
  readonly log: Logger;
  /** Seals the secrets of member codes at rest. */
  readonly seal: Seal;
  /** The same for equal numbers on every node and in every service. */
  readonly phoneIndex: (phone: string) => string;
  readonly identity: Client<IdentityServiceDefinition>;
  readonly payments: Client<PaymentsServiceDefinition>;
  readonly programmes: Model<ProgrammeRow>;
  readonly cardPrefixes: Model<CardPrefixRow>;
  readonly cards: Model<CardRow>;
  readonly spentCodes: Model<SpentCodeRow>;
  readonly physicalCards: Model<PhysicalCardRow>;
  readonly points: PointsModels;
  readonly sales: Model<SaleRow>;
}

export const membershipParts = ({ config, store, outbox, log, client }: ServiceHost): MembershipParts => ({
  store,
  outbox,
  log,
  seal: createSeal(config.secretKey, config.sealCipher),
  phoneIndex: createBlindIndex(config.secretKey, "phone"),
  identity: client(IdentityServiceDefinition),
  payments: client(PaymentsServiceDefinition),
  programmes: programmeModel(store.connection),
  cardPrefixes: cardPrefixModel(store.connection),
  cards: cardModel(store.connection),
  spentCodes: spentCodeModel(store.connection),
  physicalCards: physicalCardModel(store.connection),
  points: pointsModels(store.connection),
  sales: saleModel(store.connection),
});
