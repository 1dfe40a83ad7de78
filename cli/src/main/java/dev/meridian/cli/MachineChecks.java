package dev.meridian.cli;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// Examines the machine: its Java and its limits.
final class MachineChecks {
  private static final int JAVA = 25;
  private static final long FILES = 4_096;

  private MachineChecks() {}

  static Finding java() {
    Runtime.Version version = Runtime.version();
    return version.feature() >= JAVA
        ? Finding.ok("java", version.toString())
        : Finding.fail("java", version.toString(), "install a JDK 25");
  }

  static Finding files() {
    String check = "open files";
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      long most = unix.getMaxFileDescriptorCount();
      return Finding.warnUnless(
          most >= FILES,
          check,
          "at most %,d".formatted(most),
          "ulimit -n 65536, or LimitNOFILE=65536 in the unit");
    }
    return Finding.ok(check, "no such limit here");
  }
}
