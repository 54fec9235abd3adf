/** A location with the longest of the known places that it lies in replaced by the new one; unchanged when it lies in none. */
export function replacePlace(places: ReadonlyMap<string, string>, location: string): string {
  for (let end = location.length; end > 0; end = location.lastIndexOf('/', end - 1)) {
    const place = places.get(location.slice(0, end))
    if (place !== undefined) return place + location.slice(end)
  }
  return location
}
