// The map itself: its view, kept in the address of the page, and what of the world is in sight.

import { baseLayers } from "./base-layer.js";

const HASH = /^#(\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)$/;
const MARGIN = 0.15;

/** How far it is round the world, in the map's projection. */
export const WORLD = ol.extent.getWidth(ol.proj.get("EPSG:3857").getExtent());

const calm = matchMedia("(prefers-reduced-motion: reduce)");

export const isCalm = () => calm.matches;

/** Makes the map with its base layers. */
export function makeMap(target) {
  const place = placeInAddress();
  const map = new ol.Map({
    target,
    layers: baseLayers(),
    controls: [
      new ol.control.Zoom({ zoomInTipLabel: "Zoom in", zoomOutTipLabel: "Zoom out" }),
      new ol.control.ScaleLine({ minWidth: 80 }),
      new ol.control.Attribution({ collapsible: false }),
    ],
    interactions: ol.interaction.defaults.defaults({ altShiftDragRotate: false, pinchRotate: false }),
    view: new ol.View({
      center: ol.proj.fromLonLat(place ? place.centre : [10, 25]),
      zoom: place ? place.zoom : 2.2,
      minZoom: 1,
      maxZoom: 20,
      multiWorld: true,
      enableRotation: false,
    }),
  });
  map.on("moveend", () => keepInAddress(map.getView()));
  addEventListener("hashchange", () => follow(map.getView(), placeInAddress()));
  return { map, placed: place !== null };
}

function placeInAddress() {
  const [, zoom, lat, lon] = HASH.exec(location.hash) ?? [];
  return zoom === undefined ? null : { zoom: Number(zoom), centre: [Number(lon), Number(lat)] };
}

/** Somebody followed a link to a place, or went back to one. */
function follow(view, place) {
  if (!place) return;
  view.cancelAnimations();
  view.setCenter(ol.proj.fromLonLat(place.centre));
  view.setZoom(place.zoom);
}

function keepInAddress(view) {
  const [lon, lat] = ol.proj.toLonLat(view.getCenter());
  history.replaceState(null, "", `#${view.getZoom().toFixed(2)}/${lat.toFixed(5)}/${lon.toFixed(5)}`);
}

/** What is in sight, and a little more, in the map's projection. */
export function extentInSight(map) {
  const extent = map.getView().calculateExtent(map.getSize());
  return ol.extent.buffer(extent, MARGIN * Math.max(ol.extent.getWidth(extent), ol.extent.getHeight(extent)));
}

/** An extent as west, south, east, north in degrees; null if it goes round the world. */
export function boxOf(extent) {
  const [west, south] = ol.proj.toLonLat([extent[0], extent[1]]);
  const [east, north] = ol.proj.toLonLat([extent[2], extent[3]]);
  return ol.extent.getWidth(extent) >= WORLD ? null : [west, south, east, north];
}

/** Brings an extent into sight. */
export function show(map, extent, most = 15) {
  const margin = Math.min(60, map.getSize()[0] / 6);
  map.getView().fit(extent, { padding: [margin, margin, margin, margin], maxZoom: most, duration: isCalm() ? 0 : 350 });
}

/** Brings a place into the middle, near enough to see something. */
export function goTo(map, lon, lat, least = 12) {
  const view = map.getView();
  const zoom = Math.max(least, view.getZoom());
  view.animate({ center: ol.proj.fromLonLat([lon, lat]), zoom, duration: isCalm() ? 0 : 350 });
}
