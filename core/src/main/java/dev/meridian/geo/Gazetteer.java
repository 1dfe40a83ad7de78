package dev.meridian.geo;

import java.util.List;
import java.util.Optional;

/// Named places, and which of them is nearest to a point over the surface of the globe: exact,
/// across the antimeridian and at the poles, too. Immutable, thread-safe. A place takes some 100
/// bytes.
///
/// A balanced k-d tree (Bentley, "Multidimensional binary search trees", 1975) of unit vectors in
/// flat arrays: the middle of each range divides it at its coordinate on the range's widest axis.
public final class Gazetteer {
  /// No places.
  public static final Gazetteer EMPTY = new Gazetteer(List.of(), Double.MAX_VALUE);

  private static final double ROUNDING = 1e-9;

  private final NearTree tree;
  private final String[] names;
  private final double within;

  /// A named place.
  public record Named(String name, LonLat at) {}

  /// A place that is near.
  ///
  /// @param metres to it, over the great circle
  public record Near(String name, double metres) {}

  /// A gazetteer of places.
  ///
  /// @param within metres beyond which no place is near
  public Gazetteer(List<Named> places, double within) {
    this.tree = NearTree.of(places.stream().map(place -> UnitVector.of(place.at())).toList());
    this.names = places.stream().map(Named::name).toArray(String[]::new);
    this.within = within;
  }

  /// How many places there are.
  public int size() {
    return names.length;
  }

  /// The nearest place, and of equally near ones the first of the list; empty if none is near.
  public Optional<Near> nearest(LonLat point) {
    double chord = 2 * Math.sin(Math.min(Math.PI, within / GreatCircle.RADIUS) / 2);
    NearTree.Found found = tree.nearest(UnitVector.of(point), chord * chord + ROUNDING);
    if (found.index() < 0) {
      return Optional.empty();
    }
    double half = Math.min(1, Math.sqrt(found.chordSquared()) / 2);
    double metres = 2 * GreatCircle.RADIUS * Math.asin(half);
    return metres > within ? Optional.empty() : Optional.of(new Near(names[found.index()], metres));
  }
}
