import type { BilingualText } from "../../../proto/gen/paywindow/content/v1/window.ts";
import type { Programme } from "../../../proto/gen/paywindow/membership/v1/programme.ts";
import type { Json } from "../api/json.ts";
import { ApiProblem } from "../api/problem.ts";
import { routes } from "../api/routes.ts";
import { call } from "../api/session.ts";
import { membership } from "./member-routes.ts";

/** A merchant as its service window names it. */
export interface WindowMerchant {
  merchantId: string;
  name: Json<BilingualText> | undefined;
}

/** The merchants that have a service window, each once. */
export const readMerchants = async (): Promise<WindowMerchant[]> => {
  const { windows = [] } = await call(routes.listWindows, { pageSize: 100 });
  const byId = new Map(windows.map(({ merchantId = "", content }) => [merchantId, content?.name]));
  return [...byId].map(([merchantId, name]) => ({ merchantId, name }));
};

/** A merchant whose card can be had. */
export interface CardOffer extends WindowMerchant {
  programme: Json<Programme>;
}

const offerOf = async (merchant: WindowMerchant): Promise<CardOffer | undefined> => {
  try {
    return { ...merchant, programme: await call(membership.getProgramme, { merchantId: merchant.merchantId }) };
  } catch (error) {
    if (error instanceof ApiProblem && error.problem.reason === "PROGRAMME_NOT_FOUND") return undefined;
    throw error;
  }
};

/** The merchants that have a member programme. */
export const readOffers = async (): Promise<CardOffer[]> => {
  const offers = await Promise.all((await readMerchants()).map(offerOf));
  return offers.filter((offer) => offer !== undefined);
};
