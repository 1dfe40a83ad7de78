package dev.meridian.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReloadingConfigurationTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir private Path folder;
  private Path file;
  private int writes;

  @BeforeEach
  void setUp() throws IOException {
    file = folder.resolve("regions.yaml");
    write("fra");
  }

  private void write(String region) throws IOException {
    Files.writeString(file, "version: 1\nregions:\n- {id: %s, location: [1, 2]}".formatted(region));
    Files.setLastModifiedTime(file, FileTime.from(START.plusSeconds(writes++)));
  }

  private ReloadingConfiguration open() {
    return new ReloadingConfiguration(new RegionsFile(Map.of()), file);
  }

  private static boolean serves(ReloadingConfiguration configuration, String region) {
    return configuration.current().map().region(region).isPresent();
  }

  @Test
  void changedFileIsServedAfterReload() throws IOException {
    ReloadingConfiguration configuration = open();
    assertThat(configuration.reload()).isEqualTo(new Reload.Unchanged());
    write("iad");
    assertThat(serves(configuration, "fra")).isTrue();
    assertThat(configuration.reload()).isInstanceOf(Reload.Replaced.class);
    assertThat(serves(configuration, "iad")).isTrue();
    assertThat(configuration.reload()).isEqualTo(new Reload.Unchanged());
  }

  @Test
  void brokenFileKeepsTheOldOneAndIsComplainedOfOnce() throws IOException {
    ReloadingConfiguration configuration = open();
    write("FRA");
    assertThat(configuration.reload())
        .isInstanceOfSatisfying(
            Reload.Refused.class,
            refused ->
                assertThat(refused.complaints().getFirst().field()).isEqualTo("regions[0].id"));
    assertThat(serves(configuration, "fra")).isTrue();
    assertThat(configuration.reload()).isEqualTo(new Reload.Unchanged());
    write("sin");
    assertThat(configuration.reload()).isInstanceOf(Reload.Replaced.class);
    assertThat(serves(configuration, "sin")).isTrue();
  }

  @Test
  void fileReplacedByRenamingIsSeenAtTheSameTimeAndSize() throws IOException {
    ReloadingConfiguration configuration = open();
    FileTime time = Files.getLastModifiedTime(file);
    Path other = folder.resolve("new.yaml");
    Files.writeString(other, Files.readString(file).replace("fra", "iad"));
    Files.setLastModifiedTime(other, time);
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
    assertThat(configuration.reload()).isInstanceOf(Reload.Replaced.class);
    assertThat(serves(configuration, "iad")).isTrue();
  }

  @Test
  void missingFileKeepsTheOldOne() throws IOException {
    ReloadingConfiguration configuration = open();
    Files.delete(file);
    assertThat(configuration.reload()).isInstanceOf(Reload.Refused.class);
    assertThat(serves(configuration, "fra")).isTrue();
  }

  @Test
  void brokenFileAtTheStartIsRefused() throws IOException {
    write("FRA");
    assertThatThrownBy(this::open).isInstanceOf(ConfigurationException.class);
  }
}
