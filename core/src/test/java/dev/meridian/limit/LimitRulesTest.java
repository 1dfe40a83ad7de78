package dev.meridian.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.InvalidValueException;
import dev.meridian.limit.Limits.Claim;
import dev.meridian.limit.Limits.Limit;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class LimitRulesTest {
  private static final double ANY_RATE = Double.POSITIVE_INFINITY;
  private static final LimitRules RULES =
      new LimitRules(
          List.of(
              new LimitRule("tenants", Set.of(), true, ANY_RATE, 4),
              new LimitRule("mail", Set.of("mail.send"), false, 2.5, Integer.MAX_VALUE)));

  @Test
  void taskClaimsWhatCoversIt() {
    assertThat(RULES.claims("mail.send", "acme"))
        .containsExactly(
            new Claim(
                "task:tenants:acme", new Limit(4, ANY_RATE, Integer.MAX_VALUE, LimitRule.LEASE)),
            new Claim("task:mail", new Limit(Integer.MAX_VALUE, 2.5, 2, LimitRule.LEASE)));
    assertThat(RULES.claims("mail.send", null)).extracting(Claim::key).containsExactly("task:mail");
    assertThat(RULES.claims("other", "acme"))
        .extracting(Claim::key)
        .containsExactly("task:tenants:acme");
    assertThat(RULES.claims("other", null)).isEmpty();
    assertThat(RULES.claims(null, "acme")).isEmpty();
  }

  @Test
  void laneIsThatOfTheKeyElseOfALimitedType() {
    assertThat(RULES.laneKey("mail.send", "acme")).contains("acme");
    assertThat(RULES.laneKey("mail.send", null)).contains("type:mail.send");
    assertThat(RULES.laneKey("other", null)).isEmpty();
    assertThat(LimitRules.NONE.laneKey("other", "acme")).contains("acme");
  }

  @Test
  void noKeyNamesTheBucketOfAnother() {
    assertThat(RULES.claims("other", "a:permits").getFirst().key())
        .isEqualTo("task:tenants:a%3Apermits");
    assertThat(RULES.claims("other", "a%3Apermits").getFirst().key())
        .isEqualTo("task:tenants:a%253Apermits");
  }

  @Test
  void limitOfNothingIsRefused() {
    assertThatThrownBy(() -> new LimitRule("a", Set.of(), true, 0, 1))
        .isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> new LimitRule("a", Set.of(), true, 1, 0))
        .isInstanceOf(InvalidValueException.class);
  }
}
