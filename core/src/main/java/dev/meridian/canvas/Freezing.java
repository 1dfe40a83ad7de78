package dev.meridian.canvas;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.meridian.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Gives every task of a canvas its id before any of it is sent, and brings the canvas into the one
/// form in which it is sent: a chain's steps are signatures, but for the last; a group that is
/// followed by something is a chord's header; `link` and `link_error` are the tasks' own. Ids that
/// are there stay.
///
/// @param ids of tasks and groups; the same in the same order if what is frozen is to be recognised
///   when it is frozen again
/// @param main what else becomes of the tasks
/// @param side what becomes of tasks in `link` and `link_error`, which get their ids when they are
///   sent
public record Freezing(
    Supplier<String> ids, UnaryOperator<Signature> main, UnaryOperator<Signature> side) {
  private static final String ID = "task_id";
  private static final String LINK = "link";
  private static final String LINK_ERROR = "link_error";
  private static final String CHAIN = "chain";

  /// Freezes what follows a task, with ids that follow from its id (UUIDs of version 3): a
  /// follow-up that is sent again is the same task again.
  ///
  /// @param origin unique for what is frozen, for example the task's id and what follows how
  public static Freezing following(String origin) {
    var number = new AtomicInteger();
    Supplier<String> ids =
        () ->
            UUID.nameUUIDFromBytes((origin + "/" + number.getAndIncrement()).getBytes(UTF_8))
                .toString();
    return new Freezing(ids, UnaryOperator.identity(), UnaryOperator.identity());
  }

  /// The canvas, ready to be sent.
  public Canvas freeze(Canvas canvas) {
    return ids(plain(canvas));
  }

  private Canvas ids(Canvas canvas) {
    return switch (canvas) {
      case Signature signature -> leaf(signature);
      case Chain chain ->
          new Chain(chain.members().stream().map(this::ids).toList(), chain.options());
      case Group group -> group(group);
      case Chord chord -> new Chord(group(chord.header()), ids(chord.body()), chord.options());
    };
  }

  private Group group(Group group) {
    ObjectNode options = named(group.options());
    return new Group(group.members().stream().map(this::ids).toList(), options);
  }

  private Signature leaf(Signature signature) {
    Signature routed = main.apply(signature);
    return routed
        .withOptions(named(routed.options()))
        .change(options -> Stream.of(LINK, LINK_ERROR).forEach(name -> prepare(options, name)));
  }

  private ObjectNode named(ObjectNode options) {
    ObjectNode named = options.deepCopy();
    if (named.path(ID).isMissingNode()) {
      named.put(ID, ids.get());
    }
    return named;
  }

  private void prepare(ObjectNode options, String name) {
    ArrayNode prepared = Json.array();
    listed(options, name).forEach(link -> prepared.add(side(Canvas.of(link)).json()));
    if (!prepared.isEmpty()) {
      options.set(name, prepared);
    }
  }

  private Canvas side(Canvas canvas) {
    return switch (canvas) {
      case Signature signature -> side.apply(signature);
      case Chain chain ->
          new Chain(chain.members().stream().map(this::side).toList(), chain.options());
      case Group group -> side(group);
      case Chord chord -> new Chord(side(chord.header()), side(chord.body()), chord.options());
    };
  }

  private Group side(Group group) {
    return new Group(group.members().stream().map(this::side).toList(), group.options());
  }

  /// The canvases under an option, which Celery writes as a list or alone.
  static List<JsonNode> listed(ObjectNode options, String name) {
    return switch (options.path(name)) {
      case ArrayNode list -> list.valueStream().toList();
      case ObjectNode one -> List.of(one);
      case JsonNode _ -> List.of();
    };
  }

  /// The form in which it is sent.
  private static Canvas plain(Canvas canvas) {
    if (canvas.options().path(CHAIN) instanceof ArrayNode rest) {
      return plain(withRest(canvas, rest));
    }
    return switch (canvas) {
      case Signature signature -> signature;
      case Chain chain -> steps(chain);
      case Group group -> flat(group);
      case Chord chord ->
          linked(new Chord(flat(chord.header()), plain(chord.body()), chord.options()));
    };
  }

  /// Celery sends what follows a composed canvas among its options, the next step last.
  private static Canvas withRest(Canvas canvas, ArrayNode rest) {
    ObjectNode options = canvas.options().deepCopy();
    options.remove(CHAIN);
    List<Canvas> steps = new ArrayList<>();
    steps.add(canvas.withOptions(options));
    steps.addAll(rest.valueStream().map(Canvas::of).toList().reversed());
    return steps.size() == 1 ? steps.getFirst() : new Chain(steps, Json.object());
  }

  private static Canvas steps(Chain chain) {
    List<Canvas> steps = new ArrayList<>();
    for (Canvas member : chain.members()) {
      Canvas step = plain(member);
      if (step instanceof Chain inner) {
        steps.addAll(inner.members());
      } else {
        steps.add(step);
      }
    }
    for (int i = 0; i < steps.size() - 1; i++) {
      Canvas step = steps.get(i);
      if (step instanceof Signature) {
        continue;
      }
      Chain rest = new Chain(steps.subList(i + 1, steps.size()), Json.object());
      Chord joined =
          switch (step) {
            case Group group -> group.join(plain(rest));
            case Chord chord ->
                new Chord(chord.header(), plain(Chain.of(chord.body(), rest)), chord.options());
            case Signature _, Chain _ -> throw new AssertionError("neither is left here");
          };
      steps = new ArrayList<>(steps.subList(0, i));
      steps.add(joined);
    }
    Canvas plain = steps.size() == 1 ? steps.getFirst() : new Chain(steps, Json.object());
    return Links.distribute(chain.options(), plain);
  }

  private static Canvas linked(Chord chord) {
    return Links.distribute(
        chord.options(), new Chord(chord.header(), chord.body(), Json.object()));
  }

  /// A group in a group is part of it.
  private static Group flat(Group group) {
    List<Canvas> members = new ArrayList<>();
    for (Canvas member : group.members()) {
      Canvas plain = plain(member);
      if (plain instanceof Group inner) {
        members.addAll(inner.members());
      } else {
        members.add(plain);
      }
    }
    return new Group(members, group.options());
  }
}
