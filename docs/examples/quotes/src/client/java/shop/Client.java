package shop;

import dev.meridian.embed.Meridian;
import java.nio.file.Path;
import java.time.Duration;
import shop.Quotes.Order;
import shop.Quotes.Quote;

/// Asks for a price near Frankfurt.
final class Client {
  public static void main(String[] args) throws Exception {
    try (Meridian meridian = Meridian.with(args[0], args[1]).regions(Path.of(args[2])).connect()) {
      Quote quote =
          meridian
              .tasks()
              .submit(Quotes.PRICE, new Order("tea", 3), options -> options.near(8.68, 50.11))
              .await(Duration.ofSeconds(5));
      System.out.println(quote);
    }
  }
}
