package dev.meridian.action;

import dev.meridian.InvalidValueException;
import dev.meridian.NearNames;
import dev.meridian.json.Json;
import dev.meridian.track.Crossed.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads the member `actions` of a fence's properties: a list of `{"on": [kinds], "task": type,
/// "inputs": {…}}`, `{"on": [kinds], "webhook": url, "endpoint": id}` and `{"on": [kinds],
/// "publish": true}`. Without `on`, an action is for `enter`; late crossings start it only if it
/// names `late-enter` or `late-exit`.
public final class ActionReader {
  /// The most actions of a fence.
  public static final int MOST = 10;

  /// The most bytes of an action's inputs as JSON.
  public static final int LARGEST = 16 << 10;

  private static final int LONGEST = 2_000;
  private static final String ON = "on";
  private static final String TASK = "task";
  private static final String INPUTS = "inputs";
  private static final String WEBHOOK = "webhook";
  private static final String ENDPOINT = "endpoint";
  private static final String PUBLISH = "publish";
  private static final Map<String, Set<String>> MEMBERS =
      Map.of(
          TASK, Set.of(ON, TASK, INPUTS),
          WEBHOOK, Set.of(ON, WEBHOOK, ENDPOINT),
          PUBLISH, Set.of(ON, PUBLISH));

  /// By their words; an object is lost to all fences at a time, so that starts nothing.
  private static final Map<String, Kind> KINDS =
      Arrays.stream(Kind.values())
          .filter(kind -> kind != Kind.LOST)
          .collect(Collectors.toUnmodifiableMap(Kind::word, Function.identity()));

  /// The kinds that late positions tell of, by their words.
  private static final Map<String, Kind> LATE =
      Map.of("late-enter", Kind.ENTER, "late-exit", Kind.EXIT);

  private ActionReader() {}

  /// Checks the form of a fence's actions. Whether there is such a task type, and whether the URL
  /// may be called, shows when they are started, as both may change.
  ///
  /// @param properties of the Feature
  /// @throws InvalidValueException whose name is a JSON pointer into the properties
  public static void check(JsonNode properties) {
    List<Action> _ = read(properties);
  }

  /// The actions of a fence, in their order; none if its properties name none.
  ///
  /// @param properties of the Feature
  /// @throws InvalidValueException whose name is a JSON pointer into the properties
  static List<Action> read(JsonNode properties) {
    JsonNode actions = properties.path("actions");
    if (actions.isMissingNode() || actions.isNull()) {
      return List.of();
    }
    if (!actions.isArray() || actions.size() > MOST) {
      throw new InvalidValueException("/actions", actions, "a list of at most " + MOST);
    }
    List<Action> read = new ArrayList<>();
    for (int i = 0; i < actions.size(); i++) {
      try {
        read.add(action(actions.get(i)));
      } catch (InvalidValueException e) {
        throw e.under("/actions/" + i);
      }
    }
    return List.copyOf(read);
  }

  private static Action action(JsonNode action) {
    List<String> whats = MEMBERS.keySet().stream().filter(action::has).toList();
    if (whats.size() != 1) {
      throw new InvalidValueException("", action, "one of task, webhook and publish");
    }
    String what = whats.getFirst();
    Set<String> known = MEMBERS.getOrDefault(what, Set.of());
    for (String member : action.propertyNames()) {
      if (!known.contains(member)) {
        throw new InvalidValueException(
            "/" + member, "unknown member", NearNames.expectation(member, known));
      }
    }
    On on = on(action.path(ON));
    return switch (what) {
      case TASK -> new Action.Start(on, text(action, TASK), inputs(action.path(INPUTS)));
      case WEBHOOK ->
          new Action.Send(
              on, text(action, WEBHOOK), action.has(ENDPOINT) ? text(action, ENDPOINT) : null);
      default -> publish(on, action.path(PUBLISH));
    };
  }

  private static On on(JsonNode kinds) {
    if (kinds.isMissingNode()) {
      return On.of(Kind.ENTER);
    }
    if (!kinds.isArray() || kinds.isEmpty()) {
      throw new InvalidValueException("/" + ON, kinds, "a list of kinds of crossings");
    }
    Set<Kind> on = EnumSet.noneOf(Kind.class);
    Set<Kind> late = EnumSet.noneOf(Kind.class);
    for (int i = 0; i < kinds.size(); i++) {
      String word = kinds.get(i).asString("");
      Kind kind = KINDS.get(word);
      Kind ofLate = LATE.get(word);
      if (kind != null) {
        on.add(kind);
      } else if (ofLate != null) {
        late.add(ofLate);
      } else {
        throw new InvalidValueException(
            "/" + ON + "/" + i, kinds.get(i), NearNames.expectation(word, words()));
      }
    }
    return new On(on, late);
  }

  private static Set<String> words() {
    Set<String> words = new TreeSet<>(KINDS.keySet());
    words.addAll(LATE.keySet());
    return words;
  }

  private static String text(JsonNode action, String member) {
    String text = action.path(member).stringValue("");
    if (text.isBlank() || text.length() > LONGEST) {
      throw new InvalidValueException(
          "/" + member, action.path(member), "text of 1.." + LONGEST + " characters");
    }
    return text;
  }

  private static ObjectNode inputs(JsonNode inputs) {
    if (inputs.isMissingNode()) {
      return Json.object();
    }
    if (!(inputs instanceof ObjectNode object)) {
      throw new InvalidValueException("/" + INPUTS, inputs, "an object");
    }
    int bytes = Json.bytes(object).length;
    if (bytes > LARGEST) {
      throw new InvalidValueException(
          "/" + INPUTS, bytes + " bytes", "at most " + LARGEST + " bytes");
    }
    return object;
  }

  private static Action publish(On on, JsonNode value) {
    if (!value.isBoolean() || !value.booleanValue()) {
      throw new InvalidValueException("/" + PUBLISH, value, "true");
    }
    return new Action.Publish(on);
  }
}
