package dev.meridian.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.result.Claims;
import dev.meridian.result.StoreException;
import dev.meridian.testing.ClaimsContract;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

final class MemoryClaimsTest extends ClaimsContract {
  private final Claims claims = new MemoryClaims(InstantSource.system(), 1_000);

  @Override
  protected Claims claims() {
    return claims;
  }

  @Test
  void namesAreRefusedWhenThereAreTooManyAndNoneIsLost() {
    var small = new MemoryClaims(InstantSource.system(), 2);
    Duration ttl = Duration.ofMinutes(1);
    small.claim("a", null, "1", ttl);
    small.claim("b", null, "1", ttl);
    assertThatThrownBy(() -> small.claim("c", null, "1", ttl)).isInstanceOf(StoreException.class);
    assertThat(small.claim("a", "1", "2", ttl)).isTrue();
    assertThat(small.holder("a")).contains("2");
    assertThat(small.holder("b")).contains("1");
  }
}
