package dev.meridian.config;

import dev.meridian.MeridianException;
import java.util.List;
import java.util.stream.Collectors;

/// A file that cannot be used, with everything that is wrong with it.
public final class ConfigurationException extends MeridianException {
  private static final long serialVersionUID = 1L;

  private final transient List<Complaint> complaints;

  /// An exception whose message has a line for each complaint.
  public ConfigurationException(List<Complaint> complaints) {
    super(complaints.stream().map(Complaint::toString).collect(Collectors.joining("\n")));
    this.complaints = List.copyOf(complaints);
  }

  /// The complaints in the order of the file; at least one, at most 100.
  public List<Complaint> complaints() {
    return complaints;
  }
}
