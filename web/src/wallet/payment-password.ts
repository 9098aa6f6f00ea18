import { routes } from "../api/routes.ts";
import { call } from "../api/session.ts";

/** Sets the user's first payment password. */
export const setPaymentPassword = async (paymentPassword: string): Promise<void> => {
  await call(routes.setPaymentPassword, { paymentPassword });
};
