package dev.meridian;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/// The known names that look like a mistyped one, for complaints that help.
public final class NearNames {
  private static final int MOST_HINTS = 3;
  private static final int MOST_LISTED = 20;

  private NearNames() {}

  /// At most three of the `known` names that are few edits away from `wanted` (1 for up to three
  /// letters, 2 for up to five, and so on), closest first. Case does not count.
  public static List<String> of(String wanted, Collection<String> known) {
    return of(wanted, known, wanted.length() <= 3 ? 1 : 1 + wanted.length() / 3);
  }

  /// At most three of the `known` names that are at most so many edits away from `wanted`, closest
  /// first. Case does not count.
  public static List<String> of(String wanted, Collection<String> known, int edits) {
    return known.stream()
        .filter(name -> edits(wanted, name) <= edits)
        .sorted(
            Comparator.comparingInt((String name) -> edits(wanted, name))
                .thenComparing(Comparator.naturalOrder()))
        .limit(MOST_HINTS)
        .toList();
  }

  /// What to say was expected instead of `wanted`: `one of fra, iad, sin; did you mean fra?`
  public static String expectation(String wanted, Collection<String> known) {
    String listed = known.stream().sorted().limit(MOST_LISTED).collect(Collectors.joining(", "));
    String more = known.size() > MOST_LISTED ? ", …" : "";
    List<String> near = of(wanted, known);
    String hint = near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?";
    return (known.isEmpty() ? "nothing, none is known" : "one of " + listed + more) + hint;
  }

  /// Levenshtein's distance, one row at a time.
  private static int edits(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        boolean same =
            Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1));
        int replaced = diagonal + (same ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
