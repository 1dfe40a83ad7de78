// Makes vehicles.pb: where every New York subway train is, by the timetable, on Wednesday 2026-09-23 at 08:30:10 New York time.
// Run: node vehicles.mjs WORK ../resources/demo (documents.py tells the steps before).
//
// A train is on its trip's shape, between two stops, at the share of the way that equals the share of the running time
// gone by. Speed is the average between the two stops; bearing is that of the piece of shape it is on.
import {createRequire} from 'node:module';
import {readFileSync, writeFileSync} from 'node:fs';
import {resolve} from 'node:path';

const [work, out] = process.argv.slice(2).map(path => resolve(path));
const {transit_realtime: gtfs} = createRequire(work + '/')('gtfs-realtime-bindings');
const subway = JSON.parse(readFileSync(work + '/subway.json', 'utf8'));

const MOMENT = 8 * 3600 + 30 * 60 + 10;                                          // seconds of the service day
const TIMESTAMP = Date.parse('2026-09-23T00:00:00-04:00') / 1000 + MOMENT;
const {STOPPED_AT, INCOMING_AT, IN_TRANSIT_TO} = gtfs.VehiclePosition.VehicleStopStatus;
const INCOMING_SECONDS = 30;

const seconds = text => text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
const radians = degrees => degrees * Math.PI / 180;

/** Metres on a sphere. */
function distance([lat1, lon1], [lat2, lon2]) {
  const h = Math.sin(radians(lat2 - lat1) / 2) ** 2
      + Math.cos(radians(lat1)) * Math.cos(radians(lat2)) * Math.sin(radians(lon2 - lon1) / 2) ** 2;
  return 2 * 6371008.8 * Math.asin(Math.sqrt(h));
}

/** Degrees clockwise from north. */
function bearing([lat1, lon1], [lat2, lon2]) {
  const east = Math.sin(radians(lon2 - lon1)) * Math.cos(radians(lat2));
  const north = Math.cos(radians(lat1)) * Math.sin(radians(lat2))
      - Math.sin(radians(lat1)) * Math.cos(radians(lat2)) * Math.cos(radians(lon2 - lon1));
  return (Math.atan2(east, north) * 180 / Math.PI + 360) % 360;
}

/** The index of the shape point nearest to a stop, not before index `from`. */
function nearest(shape, stop, from) {
  let best = from;
  for (let i = from; i < shape.length; i++) {
    if (distance(shape[i], stop) < distance(shape[best], stop)) best = i;
  }
  return best;
}

/** The point and the bearing at a share (0..1) of the way along a line. */
function along(line, share) {
  const lengths = line.slice(1).map((point, i) => distance(line[i], point));
  const length = lengths.reduce((a, b) => a + b, 0);
  let left = share * length;
  let i = 0;
  while (i < lengths.length - 1 && left > lengths[i]) left -= lengths[i++];
  const part = lengths[i] === 0 ? 0 : left / lengths[i];
  const [[lat1, lon1], [lat2, lon2]] = [line[i], line[i + 1]];
  return {point: [lat1 + (lat2 - lat1) * part, lon1 + (lon2 - lon1) * part], bearing: bearing(line[i], line[i + 1]), length};
}

function vehicle(trip) {
  const times = subway.times[trip.trip_id];
  if (MOMENT < seconds(times[0].departure_time) || MOMENT > seconds(times.at(-1).arrival_time)) return null;
  const next = times.findIndex(time => MOMENT <= seconds(time.departure_time));
  const to = times[next];
  const stop = subway.stops[to.stop_id];
  const place = row => [Number(row.stop_lat), Number(row.stop_lon)];
  const stopped = MOMENT >= seconds(to.arrival_time);
  let position = {point: place(stop), bearing: undefined, length: 0};
  let speed = 0;
  if (!stopped) {
    const shape = subway.shapes[trip.shape_id].map(row => [Number(row.shape_pt_lat), Number(row.shape_pt_lon)]);
    const from = times[next - 1];
    let start = 0;
    for (const time of times.slice(0, next)) start = nearest(shape, place(subway.stops[time.stop_id]), start);
    const end = nearest(shape, place(stop), start);
    const line = end > start ? shape.slice(start, end + 1) : [place(subway.stops[from.stop_id]), place(stop)];
    const left = seconds(from.departure_time);
    const running = seconds(to.arrival_time) - left;
    position = along(line, (MOMENT - left) / running);
    speed = position.length / running;
  }
  const remaining = seconds(to.arrival_time) - MOMENT;
  const run = trip.trip_id.slice(trip.trip_id.indexOf('_') + 1);
  return {
    trip: {tripId: trip.trip_id, routeId: trip.route_id, directionId: Number(trip.direction_id),
           startTime: times[0].departure_time, startDate: subway.day},
    vehicle: {id: run, label: `${trip.route_id} to ${trip.trip_headsign}`},
    position: {latitude: position.point[0], longitude: position.point[1], speed,
               ...(position.bearing === undefined ? {} : {bearing: position.bearing})},
    currentStopSequence: Number(to.stop_sequence),
    stopId: to.stop_id,
    currentStatus: stopped ? STOPPED_AT : remaining <= INCOMING_SECONDS ? INCOMING_AT : IN_TRANSIT_TO,
    timestamp: TIMESTAMP,
  };
}

const vehicles = Object.values(subway.trips).map(vehicle).filter(Boolean)
    .sort((a, b) => a.trip.tripId < b.trip.tripId ? -1 : 1);
const feed = {
  header: {gtfsRealtimeVersion: '2.0', incrementality: gtfs.FeedHeader.Incrementality.FULL_DATASET, timestamp: TIMESTAMP},
  entity: vehicles.map(each => ({id: each.vehicle.id, vehicle: each})),
};
const fault = gtfs.FeedMessage.verify(feed);
if (fault) throw new Error(fault);
if (new Set(feed.entity.map(entity => entity.id)).size !== vehicles.length) throw new Error('ids are not unique');
writeFileSync(out + '/vehicles.pb', gtfs.FeedMessage.encode(gtfs.FeedMessage.fromObject(feed)).finish());
console.log(`${vehicles.length} vehicles`);
