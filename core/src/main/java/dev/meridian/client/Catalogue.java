package dev.meridian.client;

import dev.meridian.InvalidValueException;
import dev.meridian.task.TaskType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The task types that a gateway offers, and on which terms. Immutable.
public final class Catalogue {
  private final Map<String, Offer> offers = new LinkedHashMap<>();
  private final Submission.Options terms;

  /// A task type on offer.
  ///
  /// @param type the type
  /// @param planner how its inputs become tasks
  /// @param recordsBlocking whether a blocking execution makes a job, too; only `echo` does without
  public record Offer(TaskType<?, ?> type, Planner planner, boolean recordsBlocking) {}

  /// A catalogue of these, in this order, on standard terms.
  ///
  /// @throws InvalidValueException if a name is there twice
  public Catalogue(List<Offer> offers) {
    this(offers, Submission.Options.STANDARD);
  }

  /// A catalogue of these, in this order.
  ///
  /// @param terms what holds for requests that do not say otherwise
  /// @throws InvalidValueException if a name is there twice
  public Catalogue(List<Offer> offers, Submission.Options terms) {
    this.terms = terms;
    for (Offer offer : offers) {
      if (this.offers.putIfAbsent(offer.type().name(), offer) != null) {
        throw new InvalidValueException(
            "task type", offer.type().name(), "a name that no other task type has");
      }
    }
  }

  /// What holds for requests that do not say otherwise.
  public Submission.Options terms() {
    return terms;
  }

  /// All offers.
  public List<Offer> offers() {
    return List.copyOf(offers.values());
  }

  /// The offer of a name.
  public Optional<Offer> find(String name) {
    return Optional.ofNullable(offers.get(name));
  }
}
