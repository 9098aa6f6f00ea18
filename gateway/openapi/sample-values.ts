/** The demonstration's merchant, store and till (the ids that every service seeds). */
export const merchant = { merchantId: "mer_demomarket" };
export const store = { storeId: "str_demomarket1" };
export const order = { merchantTradeId: "order-1001" };
export const hundred = { amount: { minorUnits: "10000", currencyCode: "CNY" } };
export const code = { paymentCode: "281234567800000001" };
