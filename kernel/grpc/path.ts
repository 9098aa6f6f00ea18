import type { MethodDefinition, ServiceDefinition } from "../contract/contract.ts";

/** The path of an rpc on the wire: `/paywindow.payments.v1.PaymentsService/PayTrade`. */
export const pathOf = (definition: ServiceDefinition, method: MethodDefinition): string =>
  `/${definition.fullName}/${method.name}`;
