import { BlockList, isIP, isIPv4 } from "node:net";

/** What belongs to no one on the internet, or to us: addresses that a request on somebody else's behalf must never reach (RFC 6890, and multicast). */
const PRIVATE_V4: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
];

/** Of IPv6 only global unicast is public, less what stands for something else in it: IPv4 by translation or tunnel, documentation. */
const PUBLIC_V6 = ["2000::", 3] as const;
const PRIVATE_V6: readonly (readonly [string, number])[] = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
];

const privateOnes = new BlockList();
for (const [network, prefix] of PRIVATE_V4) privateOnes.addSubnet(network, prefix, "ipv4");
for (const [network, prefix] of PRIVATE_V6) privateOnes.addSubnet(network, prefix, "ipv6");
const publicOnes = new BlockList();
publicOnes.addSubnet(...PUBLIC_V6, "ipv6");

/** Whether an IP address is somebody's on the internet, and no machine of a network of ours. False for what is no address. */
export const isPublicAddress = (address: string): boolean => {
  if (isIP(address) === 0) return false;
  if (isIPv4(address)) return !privateOnes.check(address, "ipv4");
  return publicOnes.check(address, "ipv6") && !privateOnes.check(address, "ipv6");
};
