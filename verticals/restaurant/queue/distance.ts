/** The earth's mean radius (IUGG), metres. */
const EARTH_RADIUS_M = 6_371_009;

interface Place {
  readonly latitudeE6: number;
  readonly longitudeE6: number;
}

const radians = (millionths: number): number => ((millionths / 1e6) * Math.PI) / 180;

/** The distance of two places on the globe (haversine), whole metres: right to half a percent, as the globe is no ball. */
export const distanceM = (a: Place, b: Place): number => {
  const [latitudeA, latitudeB] = [radians(a.latitudeE6), radians(b.latitudeE6)];
  const sinLatitude = Math.sin((latitudeB - latitudeA) / 2);
  const sinLongitude = Math.sin(radians(b.longitudeE6 - a.longitudeE6) / 2);
  const chord = sinLatitude ** 2 + Math.cos(latitudeA) * Math.cos(latitudeB) * sinLongitude ** 2;
  return Math.round(2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(chord))));
};
