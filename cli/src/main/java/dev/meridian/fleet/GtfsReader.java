package dev.meridian.fleet;

import dev.meridian.InvalidValueException;
import dev.meridian.geo.LonLat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Reads the busiest service of a GTFS feed (gtfs.org/documentation/schedule/reference), which for
/// most is the weekday: its trips with their shapes and stop times. Vehicles are named after their
/// route and their turn on it, `A-12`. For one thread.
public final class GtfsReader {
  private static final int MOST_STOP_TIMES = 10_000_000;
  private static final double UNKNOWN = Double.NaN;

  private final GtfsFolder folder;
  private final Map<String, String> routes = new HashMap<>();
  private final Map<String, Station> stations = new HashMap<>();
  private final Map<String, String> stationOf = new HashMap<>();
  private final Map<String, LonLat> places = new HashMap<>();
  private final Map<String, TripRow> trips = new LinkedHashMap<>();
  private final Map<String, List<StopTime>> times = new HashMap<>();
  private final Map<String, Line> lines = new HashMap<>();
  private int rows;

  private record TripRow(String route, String shape) {}

  private record StopTime(int sequence, String stop, double arrival, double departure) {}

  private record Point(int sequence, LonLat at) {}

  private GtfsReader(Path path) {
    this.folder = new GtfsFolder(path);
  }

  /// Reads a folder or a zip.
  ///
  /// @throws InvalidValueException that says what is wrong with it
  public static Timetable read(Path path) {
    return new GtfsReader(path).timetable();
  }

  private Timetable timetable() {
    folder.each(
        "routes.txt",
        false,
        row -> {
          String name = row.text("route_short_name");
          String id = row.text("route_id");
          routes.put(id, (name.isEmpty() ? id : name).replaceAll("[^A-Za-z0-9_.-]", "_"));
        });
    stops();
    String service = busiest();
    folder.each(
        "trips.txt",
        false,
        row -> {
          if (row.text("service_id").equals(service)) {
            trips.put(row.text("trip_id"), new TripRow(row.text("route_id"), row.text("shape_id")));
          }
        });
    folder.each("stop_times.txt", false, this::stopTime);
    shapes();
    return new Timetable(usedStations(), named());
  }

  private void stops() {
    Map<String, String> names = new HashMap<>();
    Map<String, String> parents = new HashMap<>();
    folder.each(
        "stops.txt",
        false,
        row -> {
          String id = row.text("stop_id");
          if (row.text("stop_lon").isEmpty() || row.text("stop_lat").isEmpty()) {
            return; // a node or boarding area, where no vehicle stops
          }
          places.put(id, new LonLat(row.number("stop_lon"), row.number("stop_lat")));
          names.put(id, row.text("stop_name"));
          parents.put(id, row.text("parent_station"));
        });
    places.forEach((id, at) -> {
      String parent = parents.getOrDefault(id, "");
      String station = parent.isEmpty() || !places.containsKey(parent) ? id : parent;
      stationOf.put(id, station);
      LonLat centre = places.getOrDefault(station, at);
      stations.put(station, new Station(station, names.getOrDefault(station, id), centre));
    });
  }

  private String busiest() {
    Map<String, Integer> services = new TreeMap<>();
    folder.each("trips.txt", false, row -> services.merge(row.text("service_id"), 1, Integer::sum));
    return services.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElseThrow(() -> new InvalidValueException("trips.txt", "no rows", "at least one trip"));
  }

  private void stopTime(GtfsFolder.Row row) {
    String trip = row.text("trip_id");
    if (!trips.containsKey(trip)) {
      return;
    }
    if (++rows > MOST_STOP_TIMES) {
      throw new InvalidValueException("stop_times.txt", "more", "at most " + MOST_STOP_TIMES);
    }
    double arrival = seconds(row.text("arrival_time"));
    double departure = seconds(row.text("departure_time"));
    times
        .computeIfAbsent(trip, _ -> new ArrayList<>())
        .add(
            new StopTime(
                (int) row.number("stop_sequence"),
                row.text("stop_id"),
                Double.isNaN(arrival) ? departure : arrival,
                Double.isNaN(departure) ? arrival : departure));
  }

  /// Since midnight, of `H:MM:SS`, which may go beyond 24 hours.
  private static double seconds(String text) {
    if (text.isEmpty()) {
      return UNKNOWN;
    }
    String[] parts = text.split(":", -1);
    try {
      return Integer.parseInt(parts[0]) * 3_600.0
          + Integer.parseInt(parts[1]) * 60.0
          + Integer.parseInt(parts[2]);
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw new InvalidValueException("stop_times.txt", text, "H:MM:SS");
    }
  }

  private void shapes() {
    Map<String, List<Point>> points = new HashMap<>();
    trips.values().forEach(trip -> points.putIfAbsent(trip.shape(), new ArrayList<>()));
    folder.each(
        "shapes.txt",
        true,
        row -> {
          List<Point> shape = points.get(row.text("shape_id"));
          if (shape != null) {
            LonLat at = new LonLat(row.number("shape_pt_lon"), row.number("shape_pt_lat"));
            shape.add(new Point((int) row.number("shape_pt_sequence"), at));
          }
        });
    points.forEach((id, shape) -> {
      if (shape.size() > 1) {
        shape.sort(Comparator.comparingInt(Point::sequence));
        lines.put(id, new Line(shape.stream().map(Point::at).toList()));
      }
    });
  }

  private List<Station> usedStations() {
    return times.values().stream()
        .flatMap(List::stream)
        .map(time -> stationOf.getOrDefault(time.stop(), ""))
        .distinct()
        .filter(stations::containsKey)
        .sorted()
        .map(stations::get)
        .toList();
  }

  private List<Trip> named() {
    Map<String, List<String>> byRoute = new TreeMap<>();
    // By name, as some routes share theirs.
    trips.forEach((id, trip) ->
        byRoute
            .computeIfAbsent(routes.getOrDefault(trip.route(), "trip"), _ -> new ArrayList<>())
            .add(id));
    List<Trip> all = new ArrayList<>();
    Map<List<String>, double[]> placed = new HashMap<>();
    byRoute.forEach((route, ids) -> {
      ids.removeIf(id -> times.getOrDefault(id, List.of()).size() < 2);
      ids.forEach(id -> times.get(id).sort(Comparator.comparingInt(StopTime::sequence)));
      ids.sort(
          Comparator.comparingDouble((String id) -> times.get(id).getFirst().departure())
              .thenComparing(id -> id));
      for (int i = 0; i < ids.size(); i++) {
        String name = route + "-" + (i + 1);
        all.add(trip(name, ids.get(i), placed));
      }
    });
    all.sort(Comparator.comparingDouble(Trip::begin).thenComparing(Trip::id));
    return all;
  }

  private Trip trip(String name, String id, Map<List<String>, double[]> placed) {
    List<StopTime> stops = times.getOrDefault(id, List.of());
    List<LonLat> at = stops.stream().map(stop -> place(stop.stop())).toList();
    TripRow row = trips.get(id);
    String shape = row == null ? "" : row.shape();
    List<String> way = new ArrayList<>(List.of(shape));
    stops.forEach(stop -> way.add(stop.stop()));
    Line line = lines.get(shape);
    if (line == null) { // no shape: straight from stop to stop
      line = lines.computeIfAbsent(String.join("\n", way), _ -> new Line(at));
    }
    Line along = line;
    double[] places = placed.computeIfAbsent(way, _ -> along.placed(at));
    double[] arrivals = stops.stream().mapToDouble(StopTime::arrival).toArray();
    double[] departures = stops.stream().mapToDouble(StopTime::departure).toArray();
    filled(arrivals, departures);
    return new Trip(name, along, places, arrivals, departures);
  }

  private LonLat place(String stop) {
    LonLat at = places.get(stop);
    if (at == null) {
      throw new InvalidValueException("stop_times.txt", stop, "a stop of stops.txt");
    }
    return at;
  }

  /// Times that the feed leaves out lie evenly between those it has.
  private static void filled(double[] arrivals, double[] departures) {
    int known = 0;
    for (int i = 1; i < arrivals.length; i++) {
      if (!Double.isNaN(arrivals[i])) {
        arrivals[i] = Math.max(arrivals[i], departures[known]);
        departures[i] = Math.max(departures[i], arrivals[i]);
        double step = (arrivals[i] - departures[known]) / (i - known);
        for (int j = known + 1; j < i; j++) {
          arrivals[j] = departures[known] + (j - known) * step;
          departures[j] = arrivals[j];
        }
        known = i;
      }
    }
    if (known != arrivals.length - 1 || Arrays.stream(arrivals).anyMatch(Double::isNaN)) {
      throw new InvalidValueException("stop_times.txt", "no time", "times at first and last stops");
    }
  }
}
