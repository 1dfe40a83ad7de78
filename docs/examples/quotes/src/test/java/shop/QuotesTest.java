package shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.meridian.client.TaskFailedException;
import dev.meridian.testkit.MeridianTest;
import dev.meridian.testkit.TestMeridian;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.Quotes.Order;
import shop.Quotes.Quote;

@MeridianTest
class QuotesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  @BeforeEach
  void add(TestMeridian meridian) {
    meridian.add(new Quotes());
  }

  @Test
  void threeTeas(TestMeridian meridian) throws Exception {
    var submitted =
        meridian
            .tasks()
            .submit(Quotes.PRICE, new Order("tea", 3), options -> options.near(8.68, 50.11));
    assertEquals(new Quote("tea", 7.5, "fra"), submitted.await(PATIENCE));
  }

  @Test
  void nobodySellsGold(TestMeridian meridian) {
    var submitted = meridian.tasks().submit(Quotes.PRICE, new Order("gold", 1));
    var failure = assertThrows(TaskFailedException.class, () -> submitted.await(PATIENCE));
    assertEquals("UnknownItem", failure.failure().type());
  }

  @Test
  void anotherRegionAnswersWhenFrankfurtIsDown(TestMeridian meridian) throws Exception {
    meridian.broker("fra").goDown();
    var submitted =
        meridian
            .tasks()
            .submit(Quotes.PRICE, new Order("tea", 1), options -> options.near(8.68, 50.11));
    assertEquals("iad", submitted.await(PATIENCE).region());
  }

  @Test
  void orderForTomorrowWaits(TestMeridian meridian) throws Exception {
    var submitted =
        meridian
            .tasks()
            .submit(
                Quotes.PRICE, new Order("tea", 1), options -> options.countdown(Duration.ofDays(1)));
    meridian.advance(Duration.ofDays(1));
    assertEquals(2.5, submitted.await(PATIENCE).total());
  }
}
